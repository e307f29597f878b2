import { useParams } from "next/navigation";
import { useState } from "react";
import { type EventRecord, toEventRecord } from "#core/event-record.ts";
import { simulatorLink } from "../_events/simulator-link.ts";
import { useBrokerEvents } from "../_live/live-provider.tsx";

/** A refusal that the broker told the owner of the tenant, with the rule that decided. */
export interface Denial {
  readonly type: "publishDenied" | "subscribeDenied";
  readonly clientId: string;
  readonly topic: string;
  /** When the page heard of it, in milliseconds since the epoch, by the clock that messages are dated by. */
  readonly heardAt: number;
  readonly rule: EventRecord["rule"];
  /** The simulator, asked the same; undefined where no device was asked about. */
  readonly href: string | undefined;
}

/** Denials kept for what is in sight. */
const DENIALS_MAX = 200;

/**
 * What the broker denied to a client, the newest first, as its events tell: the only word there is of a QoS 0 message,
 * and of any in 3.1.1, where a denied PUBLISH is acknowledged as if it had been taken.
 */
export function useDenials(clientId: string | undefined): readonly Denial[] {
  const { tenant } = useParams<{ tenant: string }>();
  const [denials, setDenials] = useState<readonly Denial[]>([]);
  useBrokerEvents((event) => {
    if (event.type !== "publishDenied" && event.type !== "subscribeDenied") return;
    const record = toEventRecord(event);
    const denial: Denial = {
      type: event.type,
      clientId: event.clientId,
      topic: record.topic ?? "",
      heardAt: Date.now(),
      rule: record.rule,
      href: simulatorLink(tenant, record),
    };
    // Whose it is, is asked when it is shown: an event may overtake the CONNACK's way to the page.
    setDenials((before) => [denial, ...before].slice(0, DENIALS_MAX));
  });
  return denials.filter((denial) => denial.clientId === clientId);
}
