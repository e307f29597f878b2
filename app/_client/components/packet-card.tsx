"use client";

import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo, useState } from "react";
import { Badge } from "../../_ui/badge.tsx";
import { Card } from "../../_ui/card.tsx";
import { classes } from "../../_ui/classes.ts";
import { clockTime } from "../clock-time.ts";
import type { PacketLogEntry } from "../packet-log.ts";
import type { ClientCommand } from "../protocol.ts";
import { type ReasonPacket, reasonHex, reasonKey } from "../reason-sentence.ts";

interface PacketCardProps {
  /** Whom a refusal names. */
  readonly principal: string;
  readonly packets: readonly PacketLogEntry[];
  readonly send: (command: ClientCommand) => void;
}

/** The connection's log: each packet as it went or came, newest first. Told by the worker only while it is open. */
export function PacketCard({ principal, packets, send }: PacketCardProps) {
  const t = useTranslations("client.packets");
  const [open, setOpen] = useState(false);
  return (
    <Card>
      <h2>
        <button
          type="button"
          aria-expanded={open}
          aria-controls="packet-log"
          className="flex w-full items-center gap-2 rounded-lg px-4 py-3 text-left text-base font-semibold hover:bg-hover/60"
          onClick={() => {
            send({ type: "watchPackets", watch: !open });
            setOpen(!open);
          }}
        >
          <ChevronRight
            aria-hidden
            className={classes("size-4 text-muted transition-transform", open && "rotate-90")}
          />
          {t("title")}
          <span className="text-sm font-normal text-muted">{t("lead")}</span>
        </button>
      </h2>
      <div id="packet-log" hidden={!open}>
        {packets.length === 0 ? (
          <p className="border-t px-4 py-6 text-center text-sm text-muted">{t("empty")}</p>
        ) : (
          <ol
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
            tabIndex={0}
            aria-label={t("title")}
            className="max-h-96 overflow-y-auto border-t outline-offset-[-2px]"
          >
            {packets.toReversed().map((entry) => (
              <PacketItem key={entry.id} entry={entry} principal={principal} />
            ))}
          </ol>
        )}
      </div>
    </Card>
  );
}

/** From 0x80 a code is a refusal; 3.1.1's CONNACK has 1 to 5, which a trace shows as they came. */
function isRefusal(code: number): boolean {
  return code >= 0x80;
}

/** Packets whose refusals have a sentence each. */
const EXPLAINED: Readonly<Record<string, ReasonPacket>> = {
  CONNACK: "connack",
  SUBACK: "suback",
  PUBACK: "puback",
  PUBREC: "puback",
  DISCONNECT: "disconnect",
};

const PacketItem = memo(
  function PacketItem({ entry, principal }: { readonly entry: PacketLogEntry; readonly principal: string }) {
    const t = useTranslations("client.packets");
    const tReason = useTranslations("client.reason");
    const explained = EXPLAINED[entry.name];
    const refused = entry.reasonCodes.some(isRefusal);
    return (
      <li className="grid grid-cols-[auto_auto_minmax(0,1fr)] items-baseline gap-x-3 border-b border-line/60 px-4 py-1.5 text-xs last:border-b-0 sm:grid-cols-[auto_4.5rem_11rem_minmax(0,1fr)]">
        <span className="font-mono whitespace-nowrap text-muted">{clockTime(entry.at)}</span>
        <span className="text-muted">{t(entry.direction)}</span>
        <span className="flex items-baseline gap-1.5">
          <span className={classes(entry.direction !== "local" && "font-mono font-medium", refused && "text-danger")}>
            {entry.direction === "local" ? t(`event.${entry.name}` as "event.open") : entry.name}
          </span>
          {entry.count > 1 ? <Badge>× {entry.count}</Badge> : null}
          {entry.reasonCodes.map((code, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: codes have no identity but their place
            <span key={i} className={classes("font-mono", code >= 0x80 ? "text-danger" : "text-muted")}>
              {reasonHex(code)}
            </span>
          ))}
        </span>
        <span className="min-w-0 text-muted max-sm:col-span-3">
          {entry.answeredAfterMs === undefined ? null : (
            <span className="mr-3 inline-block tabular-nums">{t("answeredAfter", { ms: entry.answeredAfterMs })}</span>
          )}
          {entry.details.map(([name, value], i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a packet may carry a property twice
            <span key={i} className="mr-3 inline-block">
              {name} <span className="font-mono break-all text-ink">{value}</span>
            </span>
          ))}
          {explained === undefined
            ? null
            : entry.reasonCodes.filter(isRefusal).map((code, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: codes have no identity but their place
                <span key={i} className="block text-danger">
                  {tReason(reasonKey(explained, code), { principal })}
                </span>
              ))}
        </span>
      </li>
    );
  },
  (before, after) => before.entry.id === after.entry.id && before.entry.count === after.entry.count,
);
