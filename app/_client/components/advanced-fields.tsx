"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { Field } from "../../_ui/field.tsx";
import { Checkbox, Select } from "../../_ui/input.tsx";
import type { ConnectionProfile } from "../connections/profile-schema.ts";
import { NumberField } from "./number-field.tsx";
import { UserPropertyRows } from "./user-property-rows.tsx";

interface AdvancedFieldsProps {
  readonly profile: ConnectionProfile;
  readonly onChange: (part: Partial<ConnectionProfile>) => void;
  readonly fault: (field: string) => string | undefined;
}

/** What a connection rarely needs otherwise than it is. */
export function AdvancedFields({ profile, onChange, fault }: AdvancedFieldsProps) {
  const t = useTranslations("connections.field");
  const reconnectId = useId();
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <NumberField
          name="connectTimeoutSeconds"
          label={t("connectTimeout")}
          unit={t("seconds")}
          value={profile.connectTimeoutSeconds}
          required
          onChange={(value = Number.NaN) => onChange({ connectTimeoutSeconds: value })}
          error={fault("connectTimeoutSeconds")}
        />
        <NumberField
          name="reconnectPeriodSeconds"
          label={t("reconnectPeriod")}
          unit={t("seconds")}
          hint={t("reconnectPeriodHint")}
          value={profile.reconnectPeriodSeconds}
          required
          onChange={(value = Number.NaN) => onChange({ reconnectPeriodSeconds: value })}
          error={fault("reconnectPeriodSeconds")}
        />
      </div>
      <label htmlFor={reconnectId} className="flex items-center gap-2 text-sm">
        <Checkbox
          id={reconnectId}
          checked={profile.autoReconnect}
          onChange={(event) => onChange({ autoReconnect: event.target.checked })}
        />
        {t("autoReconnect")}
      </label>
      {profile.protocolVersion === 4 ? (
        <p className="text-xs text-muted">{t("only5")}</p>
      ) : (
        <ConnectPropertyFields profile={profile} onChange={onChange} fault={fault} />
      )}
    </>
  );
}

/** The properties of a 5.0 CONNECT; one that is left empty is not sent. */
function ConnectPropertyFields({ profile, onChange, fault }: AdvancedFieldsProps) {
  const t = useTranslations("connections.field");
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <NumberField
          name="sessionExpiryIntervalSeconds"
          label={t("sessionExpiryInterval")}
          unit={t("seconds")}
          hint={t("sessionExpiryIntervalHint")}
          value={profile.sessionExpiryIntervalSeconds}
          onChange={(sessionExpiryIntervalSeconds) => onChange({ sessionExpiryIntervalSeconds })}
          error={fault("sessionExpiryIntervalSeconds")}
          placeholder="0"
        />
        <NumberField
          name="receiveMaximum"
          label={t("receiveMaximum")}
          value={profile.receiveMaximum}
          onChange={(receiveMaximum) => onChange({ receiveMaximum })}
          error={fault("receiveMaximum")}
          placeholder="65535"
        />
        <NumberField
          name="maximumPacketSizeBytes"
          label={t("maximumPacketSize")}
          unit={t("bytes")}
          value={profile.maximumPacketSizeBytes}
          onChange={(maximumPacketSizeBytes) => onChange({ maximumPacketSizeBytes })}
          error={fault("maximumPacketSizeBytes")}
          placeholder="4194304"
        />
        <NumberField
          name="topicAliasMaximum"
          label={t("topicAliasMaximum")}
          value={profile.topicAliasMaximum}
          onChange={(topicAliasMaximum) => onChange({ topicAliasMaximum })}
          error={fault("topicAliasMaximum")}
          placeholder="0"
        />
        <InformationField
          name="requestResponseInformation"
          value={profile.requestResponseInformation}
          onChange={(requestResponseInformation) => onChange({ requestResponseInformation })}
        />
        <InformationField
          name="requestProblemInformation"
          value={profile.requestProblemInformation}
          onChange={(requestProblemInformation) => onChange({ requestProblemInformation })}
        />
      </div>
      <UserPropertyRows
        rows={profile.userProperties}
        onChange={(userProperties) => onChange({ userProperties })}
        error={fault("userProperties")}
      />
    </>
  );
}

interface InformationFieldProps {
  readonly name: "requestResponseInformation" | "requestProblemInformation";
  readonly value: boolean | undefined;
  readonly onChange: (value: boolean | undefined) => void;
}

/** Yes, no, or not said, in which case the specification's default holds. */
function InformationField({ name, value, onChange }: InformationFieldProps) {
  const t = useTranslations("connections.field");
  return (
    <Field name={name} label={t(name)}>
      {(control) => (
        <Select
          {...control}
          value={value === undefined ? "" : String(value)}
          onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value === "true")}
        >
          <option value="">{t("notSaid")}</option>
          <option value="true">{t("yes")}</option>
          <option value="false">{t("no")}</option>
        </Select>
      )}
    </Field>
  );
}
