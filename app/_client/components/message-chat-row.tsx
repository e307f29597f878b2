"use client";

import { useTranslations } from "next-intl";
import { memo } from "react";
import { classes } from "../../_ui/classes.ts";
import { clockTime } from "../clock-time.ts";
import { DeliveryMark } from "./delivery-sentence.tsx";
import { MessageMarks, MessagePreview } from "./message-marks.tsx";
import { type MessageRowProps, sameRow } from "./message-row.ts";
import { SubscriptionColour } from "./subscription-colour.tsx";

/** One message as said in a conversation: received at the left with its subscription's colour, sent at the right. */
function Row({ row, ordinal, top, height, opened, chosen, tabStop, onPick }: MessageRowProps) {
  const t = useTranslations("messages");
  const sent = row.direction === "sent";
  return (
    <button
      type="button"
      data-seq={row.seq}
      aria-current={opened || undefined}
      aria-pressed={chosen}
      tabIndex={tabStop ? 0 : -1}
      onClick={(event) => onPick(ordinal, row.seq, event)}
      style={{ top, height }}
      className={classes("absolute inset-x-0 flex px-4 py-1 text-left outline-none select-none", sent && "justify-end")}
    >
      <span
        className={classes(
          "flex h-full max-w-[min(88%,44rem)] min-w-48 gap-2.5 overflow-hidden rounded-lg border px-2.5 py-1.5 in-focus-visible:outline-2 in-focus-visible:outline-ring",
          sent ? "rounded-br-sm bg-accent-soft" : "rounded-bl-sm bg-sunken",
          (opened || chosen) && "border-ring",
          chosen && "bg-accent-soft",
        )}
      >
        {sent ? null : <SubscriptionColour id={row.subscriptionId} className="h-full" />}
        <span className="flex min-w-0 flex-1 flex-col">
          <span className="flex items-center gap-2 text-xs text-muted">
            <span className="sr-only">{t(sent ? "sent" : "received")}</span>
            <span className="truncate font-mono text-ink">{row.topic}</span>
            <MessageMarks row={row} />
            <span className="ml-auto font-mono whitespace-nowrap">{clockTime(row.at)}</span>
            <span className="whitespace-nowrap max-sm:hidden">QoS {row.qos}</span>
            {row.delivery === undefined ? null : <DeliveryMark delivery={row.delivery} />}
          </span>
          <span className="line-clamp-2 font-mono text-xs leading-4 break-all">
            <MessagePreview row={row} />
          </span>
        </span>
      </span>
    </button>
  );
}

export const MessageChatRow = memo(Row, sameRow);
