"use client";

import {
  Activity,
  Ban,
  CircleAlert,
  CircleEllipsis,
  Gauge,
  Link2,
  Link2Off,
  type LucideIcon,
  PackageX,
  Repeat,
  Scissors,
} from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { type BrokerEvent, CONSOLE_DEVICE_NAME } from "#core/control.ts";
import { isPingPong } from "#core/event-record.ts";
import { FailureTitle } from "../_connect/failure-words.tsx";
import { PROTOCOL_NAMES, TRANSPORT_NAMES } from "../_live/device-status.tsx";
import { useBrokerEvents, useEventGap } from "../_live/live-provider.tsx";
import { buttonStyle } from "../_ui/button.tsx";
import { Card, CardHeader } from "../_ui/card.tsx";
import { classes } from "../_ui/classes.ts";
import { TimeAgo } from "../_ui/time-ago.tsx";

const SHOWN_MAX = 30;

type Told = Exclude<BrokerEvent, { type: "published" }>;

const LOOKS: Readonly<Record<Told["type"], { icon: LucideIcon; tone: string }>> = {
  connected: { icon: Link2, tone: "text-ok" },
  disconnected: { icon: Link2Off, tone: "text-muted" },
  connectRefused: { icon: CircleAlert, tone: "text-danger" },
  publishDenied: { icon: Ban, tone: "text-danger" },
  subscribeDenied: { icon: Ban, tone: "text-danger" },
  willDenied: { icon: Ban, tone: "text-danger" },
  subscriptionCut: { icon: Scissors, tone: "text-warn" },
  limitReached: { icon: Gauge, tone: "text-warn" },
  notKept: { icon: CircleEllipsis, tone: "text-muted" },
  dropped: { icon: PackageX, tone: "text-warn" },
  flapping: { icon: Repeat, tone: "text-warn" },
};

/** What happens in the tenant, the newest on top: connects, refusals with their reason, denials, drops. */
export function ActivityCard({ tenantSlug }: { readonly tenantSlug: string }) {
  const t = useTranslations("overview.activity");
  const [events, setEvents] = useState<readonly Told[]>([]);
  useBrokerEvents(
    (event) => {
      if (event.type !== "published") setEvents((before) => [event, ...before].slice(0, SHOWN_MAX));
    },
    { past: true },
  );
  useEventGap(() => setEvents([]));
  return (
    <Card aria-labelledby="activity">
      <CardHeader
        id="activity"
        title={t("title")}
        description={t("text")}
        actions={
          <Link href={`/${tenantSlug}/events`} className={buttonStyle({ size: "sm" })}>
            {t("all")}
          </Link>
        }
      />
      {events.length === 0 ? (
        <p className="flex items-center justify-center gap-2 px-4 py-10 text-sm text-muted">
          <Activity aria-hidden className="size-4" />
          {t("empty")}
        </p>
      ) : (
        <ul className="max-h-[28rem] divide-y overflow-y-auto">
          {events.map((event) => (
            <Row key={`${event.seq} ${event.at}`} event={event} tenantSlug={tenantSlug} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Row({ event, tenantSlug }: { readonly event: Told; readonly tenantSlug: string }) {
  const { icon: Icon, tone } = LOOKS[event.type];
  return (
    <li className="flex animate-arrive items-start gap-2.5 px-4 py-2 text-sm">
      <Icon aria-hidden className={classes("mt-0.5 size-4 shrink-0", tone)} />
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="line-clamp-2 break-words">
          <Sentence event={event} tenantSlug={tenantSlug} />
        </span>
        <span className="truncate font-mono text-xs text-muted" hidden={event.type === "notKept"}>
          {event.address} · {TRANSPORT_NAMES[event.transport]}
          {event.clientId === "" ? "" : ` · ${event.clientId}`}
        </span>
      </span>
      <span className="shrink-0 text-xs text-muted">
        <TimeAgo at={event.at} />
      </span>
    </li>
  );
}

function Sentence({ event, tenantSlug }: { readonly event: Told; readonly tenantSlug: string }): ReactNode {
  const t = useTranslations("overview.activity");
  const limits = useTranslations("limits");
  const name =
    event.deviceName === CONSOLE_DEVICE_NAME ? (
      t("console")
    ) : event.deviceId === undefined ? (
      event.deviceName
    ) : (
      <Link href={`/${tenantSlug}/devices/${event.deviceId}`} className="font-medium hover:underline">
        {event.deviceName}
      </Link>
    );
  const device = () => name;
  switch (event.type) {
    case "connected":
      return t.rich("connected", { device, protocol: PROTOCOL_NAMES[event.protocolVersion] });
    case "disconnected":
      return t.rich(DISCONNECTS[event.reasonCode] ?? "disconnected.other", { device });
    case "dropped":
      return t.rich(`dropped.${event.reason}`, { device, count: event.count, topic: event.topic });
    case "willDenied":
      return t.rich("willDenied", { device, topic: event.topic });
    case "subscriptionCut":
      return t.rich("subscriptionCut", { device, filter: event.filter });
    case "notKept":
      return t("notKept", { count: event.count });
    case "limitReached":
      return t.rich(`limitReached.${event.effect}`, { device, limit: limits(`names.${event.limit}`) });
    case "flapping":
      return t.rich(isPingPong(event) ? "flapping.sameClientId" : "flapping.restless", {
        device,
        connects: event.connects,
        seconds: event.windowSeconds,
      });
    default:
      return (
        <>
          <FailureTitle failure={event} tenantSlug={tenantSlug} />
          {event.type === "connectRefused" ? null : <span className="text-muted"> · {name}</span>}
        </>
      );
  }
}

/** Reason codes of core/control.ts's DisconnectedEvent that have a sentence of their own. */
const DISCONNECTS: Readonly<
  Record<
    number,
    | "disconnected.clean"
    | "disconnected.takenOver"
    | "disconnected.keepAlive"
    | "disconnected.ended"
    | "disconnected.unauthorized"
  >
> = {
  0: "disconnected.clean",
  4: "disconnected.clean",
  135: "disconnected.unauthorized",
  141: "disconnected.keepAlive",
  142: "disconnected.takenOver",
  152: "disconnected.ended",
};
