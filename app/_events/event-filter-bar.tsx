"use client";

import { X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useId, useTransition } from "react";
import { EVENT_TYPES } from "#core/event-record.ts";
import { Button } from "../_ui/button.tsx";
import { Select } from "../_ui/input.tsx";
import { SearchInput } from "../_ui/search-input.tsx";
import { Segments } from "../_ui/segments.tsx";
import { type EventSearch, eventQuery, isShown, KIND_NAMES, RANGES } from "./event-search.ts";

interface EventFilterBarProps {
  readonly tenantSlug: string;
  readonly search: EventSearch;
  /** Of the device that the page is narrowed to. */
  readonly deviceName: string | undefined;
}

/** What is shown; every choice is in the URL. */
export function EventFilterBar({ tenantSlug, search, deviceName }: EventFilterBarProps) {
  const t = useTranslations("events");
  const router = useRouter();
  const id = useId();
  const [pending, start] = useTransition();
  const go = (change: Partial<EventSearch>) =>
    start(() => router.push(`/${tenantSlug}/events${eventQuery({ ...search, cursor: undefined, ...change })}`));

  return (
    <div className="flex flex-wrap items-center gap-2" aria-busy={pending}>
      <SearchInput label={t("filters.search")} className="w-full sm:w-64" />
      <label htmlFor={`${id}-show`} className="sr-only">
        {t("filters.show")}
      </label>
      <span className="w-full sm:w-48">
        <Select
          id={`${id}-show`}
          value={search.show}
          onChange={(event) => {
            if (isShown(event.target.value)) go({ show: event.target.value });
          }}
        >
          <option value="all">{t("filters.all")}</option>
          <optgroup label={t("filters.kindGroup")}>
            {KIND_NAMES.map((kind) => (
              <option key={kind} value={kind}>
                {t(`filters.kinds.${kind}`)}
              </option>
            ))}
          </optgroup>
          <optgroup label={t("filters.typeGroup")}>
            {EVENT_TYPES.map((type) => (
              <option key={type} value={type}>
                {t(`types.${type}`)}
              </option>
            ))}
          </optgroup>
        </Select>
      </span>
      <Segments
        label={t("filters.range")}
        value={search.range}
        onChange={(range) => go({ range })}
        options={RANGES.map((value) => ({ value, label: t(`filters.ranges.${value}`) }))}
      />
      {search.deviceId === undefined ? null : (
        <Button
          size="sm"
          className="rounded-full"
          title={t("filters.anyDevice")}
          onClick={() => go({ deviceId: undefined })}
        >
          {t("filters.device", { name: deviceName ?? search.deviceId })}
          <X aria-hidden />
          <span className="sr-only">{t("filters.anyDevice")}</span>
        </Button>
      )}
    </div>
  );
}
