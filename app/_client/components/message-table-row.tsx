"use client";

import { useFormatter, useTranslations } from "next-intl";
import { memo } from "react";
import { bytesFormat } from "../../_ui/bytes.ts";
import { classes } from "../../_ui/classes.ts";
import { clockTime } from "../clock-time.ts";
import { DeliveryMark } from "./delivery-sentence.tsx";
import { MessageMarks, MessagePreview } from "./message-marks.tsx";
import { type MessageRowProps, sameRow } from "./message-row.ts";
import { SubscriptionColour } from "./subscription-colour.tsx";

/** Of head and rows alike. */
export const TABLE_COLUMNS =
  "grid grid-cols-[6rem_5rem_minmax(7rem,2fr)_2rem_3.25rem_3.5rem_minmax(7rem,3fr)] items-center gap-x-3 px-4";

/** One message as a row of a table. */
function Row({ row, ordinal, index, top, height, opened, chosen, tabStop, onPick }: MessageRowProps) {
  const t = useTranslations("messages");
  const format = useFormatter();
  const { value, options } = bytesFormat(row.payloadBytes);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <tr> cannot be laid out by its place among 200 000
    <div
      role="row"
      data-seq={row.seq}
      aria-rowindex={index + 1}
      aria-selected={chosen}
      aria-current={opened || undefined}
      tabIndex={tabStop ? 0 : -1}
      onClick={(event) => onPick(ordinal, row.seq, event)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        onPick(ordinal, row.seq, event);
      }}
      style={{ top, height }}
      className={classes(
        TABLE_COLUMNS,
        "absolute inset-x-0 cursor-default border-b select-none border-line/60 text-xs outline-offset-[-2px] *:truncate",
        chosen ? "bg-accent-soft" : opened ? "bg-hover" : "hover:bg-hover/60",
        row.skippedBefore > 0 && "border-t border-t-warn-mark border-dashed",
      )}
    >
      <Cell className="font-mono text-muted">{clockTime(row.at)}</Cell>
      <Cell className="flex items-center gap-1.5">
        <SubscriptionColour id={row.subscriptionId} />
        <span className="truncate">{t(row.direction)}</span>
        {row.delivery === undefined ? null : <DeliveryMark delivery={row.delivery} />}
      </Cell>
      <Cell className="font-mono">{row.topic}</Cell>
      <Cell className="text-muted">{row.qos}</Cell>
      <Cell className="text-muted">{row.retain ? t("yes") : "–"}</Cell>
      <Cell className="text-right text-muted tabular-nums">{format.number(value, options)}</Cell>
      <Cell className="flex items-center gap-1.5 font-mono text-muted">
        <span className="truncate">
          <MessagePreview row={row} />
        </span>
        <MessageMarks row={{ ...row, retain: false }} />
      </Cell>
    </div>
  );
}

function Cell({ className, children }: { readonly className?: string; readonly children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the row
    // biome-ignore lint/a11y/useFocusableInteractive: the row is what gets the focus
    <div role="gridcell" className={className}>
      {children}
    </div>
  );
}

export const MessageTableRow = memo(Row, sameRow);
