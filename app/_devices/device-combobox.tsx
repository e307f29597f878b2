"use client";

import { ChevronsUpDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentType, useEffect, useRef, useState } from "react";
import type { FoundDevice } from "../_palette/find-devices.ts";

export interface DeviceComboboxProps {
  readonly tenantSlug: string;
  readonly id: string;
  readonly value: FoundDevice | null;
  /** Offered before anything is typed. */
  readonly offered: readonly FoundDevice[];
  readonly onChange: (device: FoundDevice | null) => void;
  readonly invalid?: boolean;
}

export const DEVICE_FIELD =
  "h-8 w-full rounded-md border border-line-control bg-surface pr-8 pl-2.5 text-sm text-ink shadow-card placeholder:text-faint hover:border-muted focus-visible:border-ring focus-visible:outline-1 focus-visible:outline-offset-0 aria-invalid:border-danger";

type Search = ComponentType<DeviceComboboxProps & { readonly typed: string; readonly focused: boolean }>;

/**
 * One device out of a hundred thousand. The code of the search comes after the page; a plain field of the same looks
 * stands there until then, and what was typed into it is searched for.
 */
export function DeviceCombobox(props: DeviceComboboxProps) {
  const t = useTranslations("simulator.device");
  const [text, setText] = useState(props.value?.name ?? "");
  const [search, setSearch] = useState<{ readonly Search: Search; readonly focused: boolean }>();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    let gone = false;
    void import("./device-search.tsx").then(({ default: Search }) => {
      if (!gone) setSearch({ Search, focused: field.current !== null && document.activeElement === field.current });
    });
    return () => {
      gone = true;
    };
  }, []);
  if (search !== undefined) return <search.Search {...props} typed={text} focused={search.focused} />;
  return (
    <span className="relative">
      <input
        ref={field}
        id={props.id}
        role="combobox"
        aria-expanded={false}
        aria-haspopup="listbox"
        aria-invalid={props.invalid || undefined}
        placeholder={t("placeholder")}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className={DEVICE_FIELD}
      />
      <span className="absolute top-0 right-0 grid size-8 place-items-center text-muted">
        <ChevronsUpDown aria-hidden className="size-3.5" />
      </span>
    </span>
  );
}
