"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { Select } from "../../_ui/input.tsx";
import { type Principal, type PrincipalDevice, principalOf, principalValue } from "../principal.ts";

interface PrincipalOptionsProps {
  readonly mayWrite: boolean;
  readonly devices: readonly PrincipalDevice[];
  readonly moreDevices: boolean;
}

interface PrincipalSelectProps extends PrincipalOptionsProps {
  readonly principal: Principal;
  readonly onChange: (principal: Principal) => void;
}

/** Chooses whom the connection acts as; its rights are that principal's. */
export function PrincipalSelect({ principal, onChange, ...options }: PrincipalSelectProps) {
  const t = useTranslations("client.principal");
  const id = useId();
  return (
    <div className="flex min-w-0 items-center gap-2">
      <label htmlFor={id} className="text-sm whitespace-nowrap text-muted">
        {t("label")}
      </label>
      <span className="w-56 max-w-full">
        <Select
          id={id}
          value={principalValue(principal)}
          onChange={(event) => onChange(principalOf(event.target.value, options.devices))}
        >
          {principal.kind === "credentials" ? (
            <option value="credentials">{t("credentialsOption", { username: principal.username })}</option>
          ) : null}
          <PrincipalOptions {...options} />
        </Select>
      </span>
    </div>
  );
}

/** Whom the console gives the person a token for. */
export function PrincipalOptions({ mayWrite, devices, moreDevices }: PrincipalOptionsProps) {
  const t = useTranslations("client.principal");
  return (
    <>
      {mayWrite ? <option value="wholeTenant">{t("wholeTenantOption")}</option> : null}
      <option value="readOnly">{t("readOnlyOption")}</option>
      {mayWrite && devices.length > 0 ? (
        <optgroup label={t("devices")}>
          {devices.map((device) => (
            <option key={device.id} value={device.id}>
              {device.name}
            </option>
          ))}
          {moreDevices ? (
            <option disabled value="more">
              {t("more", { count: devices.length })}
            </option>
          ) : null}
        </optgroup>
      ) : null}
    </>
  );
}
