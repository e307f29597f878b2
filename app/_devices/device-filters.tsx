"use client";

import { ListFilter, X } from "lucide-react";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useId, useState, useTransition } from "react";
import type { DeviceFilterText } from "../_services/devices/device.ts";
import { Button } from "../_ui/button.tsx";
import { Input, Select } from "../_ui/input.tsx";
import { SearchInput } from "../_ui/search-input.tsx";
import { FILTER_NAMES, isNarrowed } from "./filter-names.ts";

interface DeviceFiltersProps {
  readonly filter: DeviceFilterText;
  readonly roleNames: readonly string[];
}

/** What the list is narrowed to; every choice stands in the URL. */
export function DeviceFilters({ filter, roleNames }: DeviceFiltersProps) {
  const t = useTranslations("devices.filters");
  const id = useId();
  const router = useRouter();
  const pathname = usePathname();
  const params = useSearchParams();
  const [pending, start] = useTransition();
  const [label, setLabel] = useState(filter.labels ?? "");
  const set = (field: keyof DeviceFilterText, value: string) => {
    const next = new URLSearchParams(params);
    if (value === "") next.delete(FILTER_NAMES[field]);
    else next.set(FILTER_NAMES[field], value);
    start(() => router.replace(`${pathname}?${next}`, { scroll: false }));
  };
  return (
    <div className="grid grid-cols-2 items-center gap-2 sm:flex sm:flex-wrap" aria-busy={pending || undefined}>
      <SearchInput label={t("search")} className="col-span-2 sm:w-72" />
      <span className="sm:w-36">
        <Select
          aria-label={t("status")}
          value={filter.status ?? ""}
          onChange={(event) => set("status", event.target.value)}
        >
          <option value="">{t("anyStatus")}</option>
          <option value="enabled">{t("enabled")}</option>
          <option value="disabled">{t("disabled")}</option>
        </Select>
      </span>
      <span className="sm:w-44">
        <Select aria-label={t("role")} value={filter.role ?? ""} onChange={(event) => set("role", event.target.value)}>
          <option value="">{t("anyRole")}</option>
          {roleNames.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
      </span>
      <form
        className="relative sm:w-44"
        onSubmit={(event) => {
          event.preventDefault();
          set("labels", label.trim());
        }}
      >
        <ListFilter
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint"
        />
        <Input
          id={`${id}-label`}
          className="pl-8"
          aria-label={t("label")}
          placeholder="site=osaka"
          title={t("labelHint")}
          maxLength={500}
          value={label}
          onChange={(event) => setLabel(event.target.value)}
          onBlur={() => label.trim() !== (filter.labels ?? "") && set("labels", label.trim())}
        />
      </form>
      {isNarrowed(filter) ? (
        <Button
          variant="quiet"
          onClick={() => {
            setLabel("");
            start(() => router.replace(pathname, { scroll: false }));
          }}
        >
          <X aria-hidden />
          {t("clear")}
        </Button>
      ) : null}
      <span className="sm:ml-auto sm:w-44">
        <Select
          aria-label={t("sort")}
          value={filter.sort ?? "name"}
          onChange={(event) => set("sort", event.target.value === "name" ? "" : event.target.value)}
        >
          <option value="name">{t("byName")}</option>
          <option value="-name">{t("byNameDown")}</option>
          <option value="-id">{t("newest")}</option>
          <option value="id">{t("oldest")}</option>
        </Select>
      </span>
    </div>
  );
}
