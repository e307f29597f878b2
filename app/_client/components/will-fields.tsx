"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import type { QoS } from "#core/mqtt/packets.ts";
import { Field } from "../../_ui/field.tsx";
import { Checkbox, Input, Textarea } from "../../_ui/input.tsx";
import { Segments } from "../../_ui/segments.tsx";
import type { Will } from "../connections/profile-schema.ts";
import { NumberField } from "./number-field.tsx";
import { UserPropertyRows } from "./user-property-rows.tsx";

interface WillFieldsProps {
  readonly will: Will;
  readonly onChange: (will: Will) => void;
  readonly protocolVersion: 4 | 5;
  /** What is wrong with a field of the will, in words. */
  readonly fault: (field: string) => string | undefined;
}

const QOS_OPTIONS = (["0", "1", "2"] as const).map((value) => ({ value, label: `QoS ${value}` }));

/** What the broker publishes when the connection ends without a goodbye. */
export function WillFields({ will, onChange, protocolVersion, fault }: WillFieldsProps) {
  const t = useTranslations("connections.field");
  const retainId = useId();
  const indicatorId = useId();
  const put = (part: Partial<Will>) => onChange({ ...will, ...part });
  const text = (field: "contentType" | "responseTopic" | "correlationData") => (
    <Field name={`will.${field}`} label={t(field)} error={fault(`will.${field}`)}>
      {(control) => (
        <Input
          {...control}
          autoComplete="off"
          value={will[field]}
          onChange={(event) => put({ [field]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <>
      <Field name="will.topic" label={t("willTopic")} hint={t("willTopicHint")} error={fault("will.topic")}>
        {(control) => (
          <Input
            {...control}
            className="font-mono"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            value={will.topic}
            onChange={(event) => put({ topic: event.target.value })}
          />
        )}
      </Field>
      <Field name="will.payload" label={t("willPayload")} error={fault("will.payload")}>
        {(control) => (
          <Textarea
            {...control}
            className="resize-y font-mono"
            spellCheck={false}
            value={will.payload}
            onChange={(event) => put({ payload: event.target.value })}
          />
        )}
      </Field>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Segments
          label={t("willQos")}
          value={String(will.qos) as "0" | "1" | "2"}
          onChange={(qos) => put({ qos: Number(qos) as QoS })}
          options={QOS_OPTIONS}
        />
        <label htmlFor={retainId} className="flex items-center gap-2 text-sm">
          <Checkbox id={retainId} checked={will.retain} onChange={(event) => put({ retain: event.target.checked })} />
          {t("willRetain")}
        </label>
      </div>
      {protocolVersion === 4 ? null : (
        <>
          <label htmlFor={indicatorId} className="flex items-center gap-2 text-sm">
            <Checkbox
              id={indicatorId}
              checked={will.payloadFormatIndicator}
              onChange={(event) => put({ payloadFormatIndicator: event.target.checked })}
            />
            {t("payloadFormatIndicator")}
          </label>
          <div className="grid gap-4 sm:grid-cols-2">
            <NumberField
              name="will.willDelayIntervalSeconds"
              label={t("willDelayInterval")}
              unit={t("seconds")}
              value={will.willDelayIntervalSeconds}
              onChange={(willDelayIntervalSeconds) => put({ willDelayIntervalSeconds })}
              error={fault("will.willDelayIntervalSeconds")}
              placeholder="0"
            />
            <NumberField
              name="will.messageExpiryIntervalSeconds"
              label={t("messageExpiryInterval")}
              unit={t("seconds")}
              value={will.messageExpiryIntervalSeconds}
              onChange={(messageExpiryIntervalSeconds) => put({ messageExpiryIntervalSeconds })}
              error={fault("will.messageExpiryIntervalSeconds")}
              placeholder={t("never")}
            />
            {text("contentType")}
            {text("responseTopic")}
            {text("correlationData")}
          </div>
          <UserPropertyRows
            rows={will.userProperties}
            onChange={(userProperties) => put({ userProperties })}
            error={fault("will.userProperties")}
          />
        </>
      )}
    </>
  );
}
