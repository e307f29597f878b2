"use client";

import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useId, useState } from "react";
import { useFoundDevices } from "../_palette/use-found-devices.ts";
import { Field } from "../_ui/field.tsx";
import { Input } from "../_ui/input.tsx";

interface DeviceFieldProps {
  readonly tenantSlug: string;
  /** Empty while none is chosen. */
  readonly deviceId: string;
  readonly error: string | undefined;
  readonly onChange: (deviceId: string, name: string) => void;
}

/** A device by its name; the browser offers those that the text names. */
export function DeviceField({ tenantSlug, deviceId, error, onChange }: DeviceFieldProps) {
  const t = useTranslations("roles.testDialog");
  const listId = useId();
  const [text, setText] = useState(deviceId);
  const { devices } = useFoundDevices(tenantSlug, text);
  const choose = (typed: string) => {
    setText(typed);
    const found = devices.find(({ name, id }) => name === typed || id === typed);
    onChange(found?.id ?? "", found?.name ?? "");
  };
  // Whoever types faster than the list comes has chosen all the same.
  const late = deviceId === "" ? devices.find(({ name, id }) => name === text || id === text) : undefined;
  const chooseLate = useEffectEvent(() => {
    if (late !== undefined) onChange(late.id, late.name);
  });
  useEffect(() => {
    if (late !== undefined) chooseLate();
  }, [late]);
  return (
    <Field name="device" label={t("deviceName")} hint={t("deviceHint")} error={error}>
      {(control) => (
        <>
          <Input
            {...control}
            list={listId}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className="font-mono text-xs"
            value={text}
            onChange={(event) => choose(event.target.value)}
          />
          <datalist id={listId}>
            {devices.map(({ id, name }) => (
              <option key={id} value={name} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
