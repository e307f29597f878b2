"use client";

import { ArrowDownLeft, ArrowUpRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { Badge } from "../../_ui/badge.tsx";
import { classes } from "../../_ui/classes.ts";
import { clockTime } from "../clock-time.ts";
import type { MessageRow } from "../protocol.ts";
import { DeliveryMark } from "./delivery-sentence.tsx";
import { SubscriptionColour } from "./subscription-colour.tsx";

interface MessageRowButtonProps {
  readonly row: MessageRow;
  /** Place and size in pixels. */
  readonly top: number;
  readonly height: number;
  readonly selected: boolean;
  /** The one row that Tab reaches. */
  readonly tabStop: boolean;
  readonly onSelect: (seq: number) => void;
}

/** One message on one line (two on a phone). */
function Row({ row, top, height, selected, tabStop, onSelect }: MessageRowButtonProps) {
  const t = useTranslations("client.messages");
  const tDelivery = useTranslations("client.delivery");
  const sent = row.direction === "sent";
  const Arrow = sent ? ArrowUpRight : ArrowDownLeft;
  return (
    <button
      type="button"
      data-seq={row.seq}
      aria-pressed={selected}
      tabIndex={tabStop ? 0 : -1}
      onClick={() => onSelect(row.seq)}
      style={{ top, height }}
      className={classes(
        "absolute inset-x-0 grid grid-cols-[auto_auto_minmax(0,1fr)_auto] grid-rows-2 items-center gap-x-2 border-b border-line/60 px-4 py-1.5 text-left text-sm outline-offset-[-2px] md:grid-cols-[auto_auto_5.5rem_minmax(0,2fr)_minmax(0,3fr)_3.75rem] md:grid-rows-1 md:gap-x-2.5 md:py-0",
        selected ? "bg-accent-soft" : "hover:bg-hover/60",
        row.skippedBefore > 0 && "border-t border-t-warn-mark border-dashed",
      )}
    >
      <SubscriptionColour
        id={row.subscriptionId}
        className="max-md:col-start-1 max-md:row-span-2 max-md:row-start-1 max-md:h-10"
      />
      <span className={classes("max-md:col-start-2 max-md:row-start-1", sent ? "text-accent-text" : "text-faint")}>
        <Arrow aria-hidden className="size-4" />
        <span className="sr-only">{t(sent ? "sent" : "received")}</span>
      </span>
      <span className="font-mono text-xs whitespace-nowrap text-muted max-md:col-start-4 max-md:row-start-1">
        {clockTime(row.at)}
      </span>
      <span className="truncate font-mono max-md:col-start-3 max-md:row-start-1">{row.topic}</span>
      <span className="flex min-w-0 items-center gap-1.5 max-md:col-span-2 max-md:col-start-2 max-md:row-start-2">
        <span className={classes("truncate text-muted", row.kind === "empty" ? "text-faint italic" : "font-mono")}>
          {row.kind === "empty" ? t("emptyPayload") : row.preview}
        </span>
        {row.skippedBefore > 0 ? <Badge tone="warn">{t("gap", { count: row.skippedBefore })}</Badge> : null}
        {row.delivery?.state === "refused" || row.delivery?.state === "notSent" ? (
          <Badge tone="danger">{tDelivery(`${row.delivery.state}Short`)}</Badge>
        ) : null}
        {row.retain ? <Badge tone="accent">{t("retained")}</Badge> : null}
      </span>
      <span className="flex items-center justify-end gap-1.5 max-md:col-start-4 max-md:row-start-2">
        {row.delivery === undefined ? null : <DeliveryMark delivery={row.delivery} />}
        <span className="text-xs whitespace-nowrap text-muted">QoS {row.qos}</span>
      </span>
    </button>
  );
}

/** A message changes only in its delivery, so ten patches a second render only what is new. */
export const MessageRowButton = memo(
  Row,
  (before, after) =>
    before.row.seq === after.row.seq &&
    before.row.delivery?.state === after.row.delivery?.state &&
    before.row.subscriptionId === after.row.subscriptionId &&
    before.top === after.top &&
    before.height === after.height &&
    before.selected === after.selected &&
    before.tabStop === after.tabStop &&
    before.onSelect === after.onSelect,
);
