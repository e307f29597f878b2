"use client";

import { ArrowDownLeft, ArrowUpRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { classes } from "../../_ui/classes.ts";
import { clockTime } from "../clock-time.ts";
import { DeliveryMark } from "./delivery-sentence.tsx";
import { MessageMarks, MessagePreview } from "./message-marks.tsx";
import { type MessageRowProps, sameRow } from "./message-row.ts";
import { SubscriptionColour } from "./subscription-colour.tsx";

/** One message on one line, or on two where there is little room. */
function Row({ row, ordinal, top, height, wide, opened, chosen, tabStop, onPick }: MessageRowProps) {
  const t = useTranslations("messages");
  const sent = row.direction === "sent";
  const Arrow = sent ? ArrowUpRight : ArrowDownLeft;
  return (
    <button
      type="button"
      data-seq={row.seq}
      aria-current={opened || undefined}
      aria-pressed={chosen}
      tabIndex={tabStop ? 0 : -1}
      onClick={(event) => onPick(ordinal, row.seq, event)}
      style={{ top, height }}
      className={classes(
        "absolute inset-x-0 grid items-center border-b border-line/60 px-4 text-left text-sm select-none outline-offset-[-2px]",
        wide
          ? "grid-cols-[auto_auto_5.5rem_minmax(0,3fr)_minmax(0,4fr)_3.75rem] gap-x-2.5"
          : "grid-cols-[auto_auto_minmax(0,1fr)_auto] grid-rows-2 gap-x-2 py-1.5",
        chosen ? "bg-accent-soft" : opened ? "bg-hover" : "hover:bg-hover/60",
        row.skippedBefore > 0 && "border-t border-t-warn-mark border-dashed",
      )}
    >
      <SubscriptionColour
        id={row.subscriptionId}
        className={wide ? undefined : "col-start-1 row-span-2 row-start-1 h-10"}
      />
      <span className={classes(!wide && "col-start-2 row-start-1", sent ? "text-accent-text" : "text-faint")}>
        <Arrow aria-hidden className="size-4" />
        <span className="sr-only">{t(sent ? "sent" : "received")}</span>
      </span>
      <span className={classes("font-mono text-xs whitespace-nowrap text-muted", !wide && "col-start-4 row-start-1")}>
        {clockTime(row.at)}
      </span>
      <span className={classes("truncate font-mono", !wide && "col-start-3 row-start-1")}>{row.topic}</span>
      <span className={classes("flex min-w-0 items-center gap-1.5", !wide && "col-span-2 col-start-2 row-start-2")}>
        <span className="truncate font-mono text-muted">
          <MessagePreview row={row} />
        </span>
        <MessageMarks row={row} />
      </span>
      <span className={classes("flex items-center justify-end gap-1.5", !wide && "col-start-4 row-start-2")}>
        {row.delivery === undefined ? null : <DeliveryMark delivery={row.delivery} />}
        <span className="text-xs whitespace-nowrap text-muted">QoS {row.qos}</span>
      </span>
    </button>
  );
}

export const MessageLineRow = memo(Row, sameRow);
