"use client";

import { Combobox } from "@base-ui/react/combobox";
import { ChevronsUpDown, Cpu } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { FoundDevice } from "../_palette/find-devices.ts";
import { useFoundDevices } from "../_palette/use-found-devices.ts";

interface DeviceComboboxProps {
  readonly tenantSlug: string;
  readonly id: string;
  readonly value: FoundDevice | null;
  /** Offered before anything is typed. */
  readonly offered: readonly FoundDevice[];
  readonly onChange: (device: FoundDevice | null) => void;
  readonly invalid?: boolean;
}

/** One device out of a hundred thousand: those that the text names, asked of the server as one types. */
export function DeviceCombobox({ tenantSlug, id, value, offered, onChange, invalid }: DeviceComboboxProps) {
  const t = useTranslations("simulator.device");
  const [text, setText] = useState(value?.name ?? "");
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
      itemToStringLabel={(device: FoundDevice) => device.name}
      isItemEqualToValue={(some: FoundDevice, other: FoundDevice) => some.id === other.id}
    >
      <span className="relative">
        <Combobox.Input
          id={id}
          placeholder={t("placeholder")}
          aria-invalid={invalid || undefined}
          autoComplete="off"
          spellCheck={false}
          className="h-8 w-full rounded-md border border-line-control bg-surface pr-8 pl-2.5 text-sm text-ink shadow-card placeholder:text-faint hover:border-muted focus-visible:border-ring focus-visible:outline-1 focus-visible:outline-offset-0 aria-invalid:border-danger"
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
