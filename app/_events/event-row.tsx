"use client";

import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { CONSOLE_DEVICE_NAME } from "#core/control.ts";
import type { EventRecord } from "#core/event-record.ts";
import { Badge } from "../_ui/badge.tsx";
import { classes } from "../_ui/classes.ts";
import { ClockTime } from "../_ui/clock-time.tsx";
import { EventCause } from "./event-cause.tsx";
import { EventDetails } from "./event-details.tsx";
import { EVENT_LOOKS } from "./event-looks.ts";

/** The columns, shared with the heading above them. */
export const GRID = "md:grid-cols-[6.5rem_10rem_minmax(6rem,11rem)_minmax(0,1fr)_1.25rem] md:gap-x-3 px-4";

interface EventRowProps {
  readonly tenantSlug: string;
  readonly event: EventRecord;
  readonly open: boolean;
  readonly onToggle: () => void;
}

/** One event: when, what, who and why on a line; all of it when it is opened. */
export function EventRow({ tenantSlug, event, open, onToggle }: EventRowProps) {
  const t = useTranslations("events");
  const id = useId();
  const { icon: Icon, tone } = EVENT_LOOKS[event.type];
  return (
    <li className={classes("border-b last:border-b-0", open && "bg-sunken/50")}>
      <div
        className={classes(
          GRID,
          "relative grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-2.5 gap-y-0.5 py-2 text-sm md:min-h-9 md:py-1.5",
          !open && "hover:bg-hover/50",
        )}
      >
        <span className="order-2 text-right font-mono text-xs text-muted tabular-nums md:order-none md:text-left">
          <ClockTime at={event.at} />
        </span>
        <span className="order-1 col-span-2 flex items-center gap-2 md:order-none md:col-span-1">
          <Icon aria-hidden className={classes("size-4 shrink-0", tone)} />
          <span className="truncate font-medium">{t(`types.${event.type}`)}</span>
          {event.count > 1 ? <Badge>{t("times", { count: event.count })}</Badge> : null}
        </span>
        <span className="order-3 col-span-3 truncate md:order-none md:col-span-1">
          <Who event={event} />
        </span>
        <span className="order-4 col-span-3 min-w-0 text-muted md:order-none md:col-span-1 md:flex md:items-baseline md:gap-2">
          {event.topic === null || event.topic === "" ? null : (
            <code className="block truncate font-mono text-xs text-ink md:max-w-[45%] md:shrink-0">{event.topic}</code>
          )}
          <span className="block truncate">
            <EventCause event={event} />
          </span>
        </span>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={`${id}-details`}
          aria-label={`${t("expand")}: ${t(`types.${event.type}`)}`}
          onClick={onToggle}
          className="order-5 hidden size-6 place-items-center text-faint after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ring max-md:absolute max-md:inset-0 max-md:grid max-md:size-auto max-md:opacity-0 max-md:focus-visible:opacity-100 md:grid"
        >
          <ChevronRight aria-hidden className={classes("size-4 transition-transform", open && "rotate-90")} />
        </button>
      </div>
      <div id={`${id}-details`} hidden={!open}>
        {open ? <EventDetails tenantSlug={tenantSlug} event={event} /> : null}
      </div>
    </li>
  );
}

function Who({ event: { type, deviceName, deviceId } }: { readonly event: EventRecord }) {
  const t = useTranslations("events");
  if (type === "notKept") return t("nobody");
  if (deviceName === CONSOLE_DEVICE_NAME) return <span className="text-muted">{t("console")}</span>;
  return <span className={deviceId === null ? "text-muted" : undefined}>{deviceName || t("nobody")}</span>;
}
