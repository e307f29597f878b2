"use client";

import { Cpu, FlaskConical, ListFilter, Waypoints } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { EventRecord } from "#core/event-record.ts";
import { reasonName } from "#core/mqtt/reason-names.ts";
import { TRANSPORT_NAMES } from "../_live/transport-names.ts";
import { buttonStyle } from "../_ui/button.tsx";
import { CopyButton } from "../_ui/copy-button.tsx";
import { EventCause } from "./event-cause.tsx";
import { simulatorLink } from "./simulator-link.ts";
import { traceLink } from "./trace-link.ts";

/** Everything that is known of an event, and where to go from here. */
export function EventDetails({ tenantSlug, event }: { readonly tenantSlug: string; readonly event: EventRecord }) {
  const t = useTranslations("events.details");
  const simulator = simulatorLink(tenantSlug, event);
  const why = traceLink(tenantSlug, event);
  const { deviceId } = event;
  return (
    <div className="flex flex-col gap-3 px-4 pt-1 pb-3 md:pl-[8.25rem]">
      {/* The row above cuts it off where it is long. */}
      {event.type === "connected" ? null : (
        <p className="text-sm">
          <EventCause event={event} />
        </p>
      )}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-xs sm:grid-cols-[auto_minmax(0,1fr)_auto_minmax(0,1fr)]">
        {facts(event, t).map(([name, value]) => (
          <div key={name} className="col-span-2 grid grid-cols-subgrid">
            <dt className="text-muted">{t(name)}</dt>
            <dd className="font-mono break-all">{value}</dd>
          </div>
        ))}
      </dl>
      <div className="flex flex-wrap gap-2">
        {simulator === undefined ? null : (
          <Link href={simulator} className={buttonStyle({ variant: "primary", size: "sm" })}>
            <FlaskConical aria-hidden />
            {t("simulate")}
          </Link>
        )}
        {why === undefined ? null : (
          <Link href={why} className={buttonStyle({ size: "sm" })}>
            <Waypoints aria-hidden />
            {t("why")}
          </Link>
        )}
        {deviceId === null ? null : (
          <>
            <Link href={`/${tenantSlug}/devices/${deviceId}`} className={buttonStyle({ size: "sm" })}>
              <Cpu aria-hidden />
              {t("device")}
            </Link>
            <Link href={`/${tenantSlug}/events?device=${deviceId}`} className={buttonStyle({ size: "sm" })}>
              <ListFilter aria-hidden />
              {t("only")}
            </Link>
          </>
        )}
        <CopyButton text={JSON.stringify(event, null, 2)} label={t("copy")} />
      </div>
    </div>
  );
}

type Words = ReturnType<typeof useTranslations<"events.details">>;
type Fact =
  | "clientId"
  | "address"
  | "transport"
  | "topic"
  | "qos"
  | "retain"
  | "reasonCode"
  | "detail"
  | "count"
  | "id";

/** What is there to be told; what the event does not have is left out. */
function facts(event: EventRecord, t: Words): readonly (readonly [Fact, ReactNode])[] {
  const { type, topic, qos, retain, reasonCode, detail, count } = event;
  const ofClient = type !== "notKept";
  const all: readonly (readonly [Fact, ReactNode])[] = [
    ["clientId", ofClient && event.clientId !== "" ? event.clientId : null],
    ["address", ofClient ? event.address : null],
    ["transport", ofClient ? TRANSPORT_NAMES[event.transport] : null],
    ["topic", topic],
    ["qos", qos],
    ["retain", retain === null ? null : t(retain ? "yes" : "no")],
    [
      "reasonCode",
      reasonCode === null ? null : `0x${reasonCode.toString(16).padStart(2, "0")} ${reasonName(reasonCode)}`,
    ],
    ["detail", detail],
    ["count", count > 1 ? count : null],
    ["id", event.id],
  ];
  return all.filter(([, value]) => value !== null);
}
