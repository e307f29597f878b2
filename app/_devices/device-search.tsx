"use client";

import { Combobox } from "@base-ui/react/combobox";
import { ChevronsUpDown, Cpu } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { FoundDevice } from "../_palette/find-devices.ts";
import { useFoundDevices } from "../_palette/use-found-devices.ts";
import { DEVICE_FIELD, type DeviceComboboxProps } from "./device-combobox.tsx";

interface DeviceSearchProps extends DeviceComboboxProps {
  /** What was typed, and whether the field had the focus, before this code came. */
  readonly typed: string;
  readonly focused: boolean;
}

/** The field of devices at work: it asks the server as one types. */
export default function DeviceSearch(props: DeviceSearchProps) {
  const { tenantSlug, id, value, offered, onChange, invalid, typed, focused } = props;
  const t = useTranslations("simulator.device");
  const [text, setText] = useState(typed);
  const searching = text.trim() !== "" && text !== value?.name;
  const found = useFoundDevices(tenantSlug, searching ? text : "");
  const items = searching ? found.devices : offered;
  return (
    <Combobox.Root
      items={items}
      filter={null}
      value={value}
      onValueChange={onChange}
      inputValue={text}
      onInputValueChange={setText}
      defaultOpen={focused && typed !== (value?.name ?? "")}
      itemToStringLabel={(device: FoundDevice) => device.name}
      isItemEqualToValue={(some: FoundDevice, other: FoundDevice) => some.id === other.id}
    >
      <span className="relative">
        <Combobox.Input
          id={id}
          autoFocus={focused}
          placeholder={t("placeholder")}
          aria-invalid={invalid || undefined}
          autoComplete="off"
          spellCheck={false}
          className={DEVICE_FIELD}
        />
        <Combobox.Trigger
          aria-label={t("open")}
          className="absolute top-0 right-0 grid size-8 place-items-center text-muted"
        >
          <ChevronsUpDown aria-hidden className="size-3.5" />
        </Combobox.Trigger>
      </span>
      <Combobox.Portal>
        <Combobox.Positioner className="z-50 outline-none" sideOffset={4}>
          <Combobox.Popup className="max-h-72 w-(--anchor-width) overflow-y-auto rounded-lg border bg-surface p-1 shadow-popup">
            <Combobox.Empty className="not-empty:px-2 not-empty:py-3 text-center text-sm text-muted">
              {found.failed ? t("failed") : t("none")}
            </Combobox.Empty>
            <Combobox.List>
              {(device: FoundDevice) => (
                <Combobox.Item
                  key={device.id}
                  value={device}
                  className="flex h-8 cursor-default items-center gap-2 rounded-md px-2 text-sm outline-none select-none data-highlighted:bg-hover data-selected:font-medium"
                >
                  <Cpu aria-hidden className="size-4 shrink-0 text-muted" />
                  <span className="truncate">{device.name}</span>
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}
