"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { Select } from "../../_ui/input.tsx";
import { type Principal, type PrincipalDevice, principalOf, principalValue } from "../principal.ts";

interface PrincipalSelectProps {
  readonly principal: Principal;
  readonly onChange: (principal: Principal) => void;
  readonly mayWrite: boolean;
  readonly devices: readonly PrincipalDevice[];
  readonly moreDevices: boolean;
}

/** Chooses whom the connection acts as; its rights are that principal's. */
export function PrincipalSelect({ principal, onChange, mayWrite, devices, moreDevices }: PrincipalSelectProps) {
  const t = useTranslations("client");
  const id = useId();
  return (
    <div className="flex min-w-0 items-center gap-2">
      <label htmlFor={id} className="text-sm whitespace-nowrap text-muted">
        {t("principal.label")}
      </label>
      <span className="w-56 max-w-full">
        <Select
          id={id}
          value={principalValue(principal)}
          onChange={(event) => onChange(principalOf(event.target.value, devices))}
        >
          {principal.kind === "credentials" ? (
            <option value="credentials">{t("principal.credentialsOption", { username: principal.username })}</option>
          ) : null}
          {mayWrite ? <option value="wholeTenant">{t("principal.wholeTenantOption")}</option> : null}
          <option value="readOnly">{t("principal.readOnlyOption")}</option>
          {mayWrite && devices.length > 0 ? (
            <optgroup label={t("principal.devices")}>
              {devices.map((device) => (
                <option key={device.id} value={device.id}>
                  {device.name}
                </option>
              ))}
              {moreDevices ? (
                <option disabled value="more">
                  {t("principal.more", { count: devices.length })}
                </option>
              ) : null}
            </optgroup>
          ) : null}
        </Select>
      </span>
    </div>
  );
}
