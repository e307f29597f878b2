"use client";

import { ArrowUp } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { Fragment, useRef, useState } from "react";
import type { EventRecord } from "#core/event-record.ts";
import { Button } from "../_ui/button.tsx";
import { useTimeZone } from "../_ui/clock-time.tsx";
import { useHotkey } from "../_ui/hotkey.ts";
import { EventRow, GRID } from "./event-row.tsx";
import { type LiveFilter, useEventFeed } from "./use-event-feed.ts";

interface EventFeedProps {
  readonly tenantSlug: string;
  /** The newest first. */
  readonly listed: readonly EventRecord[];
  /** What belongs to the page as it happens; undefined on older pages. */
  readonly live: LiveFilter | undefined;
}

/** The events of a page, and those that happen while it is looked at: they wait above until they are asked for. */
export function EventFeed({ tenantSlug, listed, live }: EventFeedProps) {
  const t = useTranslations("events");
  const { rows, waiting, show } = useEventFeed(listed, live);
  const [open, setOpen] = useState<string>();
  const list = useRef<HTMLDivElement>(null);
  const dayOf = useDays();
  const toggle = (id: string) => setOpen((before) => (before === id ? undefined : id));
  const buttons = () => [...(list.current?.querySelectorAll<HTMLButtonElement>("button[aria-expanded]") ?? [])];
  const step = (by: 1 | -1) => {
    const all = buttons();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    all.at(at === -1 ? 0 : Math.min(all.length - 1, Math.max(0, at + by)))?.focus();
  };
  useHotkey("j", () => step(1), t("next"));
  useHotkey("k", () => step(-1), t("previous"));
  useHotkey(
    "e",
    () => {
      const all = buttons();
      (all.find((button) => button === document.activeElement) ?? all[0])?.click();
    },
    t("toggle"),
  );

  return (
    <div className="relative">
      {/* Announced politely, a number and not each event. */}
      <div role="status" className="sticky top-14 z-20 flex h-0 justify-center overflow-visible">
        {waiting.length === 0 ? null : (
          <Button
            variant="primary"
            size="sm"
            className="-translate-y-9 animate-arrive rounded-full px-3 shadow-popup"
            onClick={() => {
              show();
              window.scrollTo({ top: 0 });
            }}
          >
            <ArrowUp aria-hidden />
            {t("newRows", { count: waiting.length })}
          </Button>
        )}
      </div>
      <div ref={list} hidden={rows.length === 0} className="overflow-hidden rounded-lg border bg-surface shadow-card">
        <div
          aria-hidden
          className={`${GRID} hidden h-9 items-center border-b bg-sunken text-xs font-medium text-muted md:grid`}
        >
          <span>{t("columns.time")}</span>
          <span>{t("columns.event")}</span>
          <span>{t("columns.device")}</span>
          <span>{t("columns.what")}</span>
          <span />
        </div>
        <ul>
          {rows.map((event, index) => {
            const day = dayOf(event.at);
            const before = rows[index - 1];
            return (
              <Fragment key={event.id}>
                {before !== undefined && dayOf(before.at) !== day ? (
                  <li className="border-b bg-sunken/60 px-4 py-1.5 text-xs font-medium text-muted">{day}</li>
                ) : null}
                <EventRow
                  tenantSlug={tenantSlug}
                  event={event}
                  open={open === event.id}
                  onToggle={() => toggle(event.id)}
                />
              </Fragment>
            );
          })}
        </ul>
      </div>
    </div>
  );
}

/** The day of a moment as people say it, in the reader's zone. */
function useDays(): (at: string) => string {
  const format = useFormatter();
  const timeZone = useTimeZone();
  return (at) => format.dateTime(new Date(at), { dateStyle: "full", timeZone });
}
