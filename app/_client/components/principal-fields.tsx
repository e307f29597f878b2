"use client";

import { useTranslations } from "next-intl";
import { Field } from "../../_ui/field.tsx";
import { Input, Select } from "../../_ui/input.tsx";
import type { ConnectionProfile } from "../connections/profile-schema.ts";
import { type Principal, type PrincipalDevice, principalOf, principalValue } from "../principal.ts";
import { mayScram, SCRAM_METHOD } from "../scram.ts";
import { PrincipalOptions } from "./principal-select.tsx";

interface PrincipalFieldsProps {
  readonly principal: Principal;
  readonly onChange: (principal: Principal) => void;
  readonly mayWrite: boolean;
  readonly devices: readonly PrincipalDevice[];
  readonly moreDevices: boolean;
  readonly password: string;
  readonly onPassword: (password: string) => void;
  readonly hasPassword: boolean;
  /** Undefined in 3.1.1, which can only send the password. */
  readonly authentication: ConnectionProfile["authentication"] | undefined;
  readonly onAuthentication: (authentication: ConnectionProfile["authentication"]) => void;
  readonly fault: (field: string) => string | undefined;
}

/** Whom a connection acts as: somebody the console vouches for, or whoever has a username and a password. */
export function PrincipalFields(props: PrincipalFieldsProps) {
  const { principal, onChange, mayWrite, devices, moreDevices, password, onPassword, hasPassword, fault } = props;
  const { authentication, onAuthentication } = props;
  const t = useTranslations("connections.field");
  const tClient = useTranslations("client.principal");
  return (
    <>
      <Field name="principal" label={tClient("label")} hint={t(`principalHint.${principal.kind}`)}>
        {(control) => (
          <Select
            {...control}
            value={principalValue(principal)}
            onChange={({ target: { value } }) =>
              onChange(value === "credentials" ? { kind: "credentials", username: "" } : principalOf(value, devices))
            }
          >
            <PrincipalOptions mayWrite={mayWrite} devices={devices} moreDevices={moreDevices} />
            <option value="credentials">{t("ownCredentials")}</option>
          </Select>
        )}
      </Field>
      {principal.kind !== "credentials" ? null : (
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Field
            name="principal.username"
            label={t("username")}
            hint={t("usernameHint")}
            error={fault("principal.username")}
          >
            {(control) => (
              <Input
                {...control}
                className="font-mono"
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
                value={principal.username}
                onChange={(event) => onChange({ kind: "credentials", username: event.target.value })}
              />
            )}
          </Field>
          <Field name="password" label={t("password")} hint={t("passwordHint")} error={fault("password")}>
            {(control) => (
              <Input
                {...control}
                type="password"
                autoComplete="new-password"
                placeholder={hasPassword ? t("passwordKnown") : undefined}
                value={password}
                onChange={(event) => onPassword(event.target.value)}
              />
            )}
          </Field>
          {authentication === undefined ? null : (
            <Field
              name="authentication"
              label={t("authentication")}
              hint={mayScram() ? undefined : t("scramNeedsHttps")}
              className="sm:col-span-2"
            >
              {(control) => (
                <Select
                  {...control}
                  value={authentication}
                  onChange={(event) => onAuthentication(event.target.value as ConnectionProfile["authentication"])}
                >
                  <option value="password">{t("sendPassword")}</option>
                  <option value={SCRAM_METHOD} disabled={!mayScram()}>
                    {t("scram")}
                  </option>
                </Select>
              )}
            </Field>
          )}
        </div>
      )}
    </>
  );
}
