import type { BrokerEvent, DecidingRule, FlappingEvent, LimitUse, TransportName } from "./control.ts";

/** A broker event in one shape for all types: as Postgres keeps it and the API tells it. */
export interface EventRecord {
  /** `evt_…`; sorts by time. */
  readonly id: string;
  /** RFC 3339. */
  readonly at: string;
  readonly type: EventType;
  readonly deviceId: string | null;
  /** As the client gave it. */
  readonly deviceName: string;
  readonly clientId: string;
  readonly address: string;
  readonly transport: TransportName;
  /** The topic, or the filter of a subscription. */
  readonly topic: string | null;
  readonly qos: 0 | 1 | 2 | null;
  readonly retain: boolean | null;
  /** Why a CONNECT was refused or a message dropped; the name of a limit. */
  readonly reason: string | null;
  readonly reasonCode: number | null;
  /** The rule that decided; null also where none allowed it. */
  readonly rule: DecidingRule | null;
  /** How often it happened. */
  readonly count: number;
  /** What was wrong, in the words of the protocol. */
  readonly detail: string | null;
}

/** The types that are kept: all but the PUBLISHes that somebody watches. */
export const EVENT_TYPES = [
  "connected",
  "connectRefused",
  "disconnected",
  "publishDenied",
  "subscribeDenied",
  "willDenied",
  "subscriptionCut",
  "limitReached",
  "dropped",
  "flapping",
  "notKept",
] as const satisfies readonly BrokerEvent["type"][];
export type EventType = (typeof EVENT_TYPES)[number];
export type KeptEvent = Extract<BrokerEvent, { type: EventType }>;

/** Puts an event into the one shape. */
export function toEventRecord(event: KeptEvent): EventRecord {
  const { id, at, type, deviceName, clientId, address, transport, count } = event;
  const base = { id, at, type, deviceId: event.deviceId ?? null, deviceName, clientId, address, transport, count };
  return { ...base, ...NOTHING_MORE, ...ownFields(event) };
}

const NOTHING_MORE = {
  topic: null,
  qos: null,
  retain: null,
  reason: null,
  reasonCode: null,
  rule: null,
  detail: null,
} as const;

function ownFields(event: KeptEvent): Partial<EventRecord> {
  switch (event.type) {
    case "connected":
      return {
        detail: `MQTT ${PROTOCOL_NAMES[event.protocolVersion]}${event.sessionPresent ? ", session resumed" : ""}`,
      };
    case "connectRefused": {
      const { will, refusal, reasonCode, limit, detail } = event;
      const ofWill = will === undefined ? {} : { ...will, rule: will.rule ?? null };
      return { ...ofWill, reason: limit?.limit ?? refusal, reasonCode, detail: detail ?? howFull(limit) };
    }
    case "disconnected":
      return { reasonCode: event.reasonCode, detail: event.detail ?? null };
    case "publishDenied":
    case "willDenied":
      return { topic: event.topic, qos: event.qos, retain: event.retain, rule: event.rule ?? null };
    case "subscribeDenied":
      return { topic: event.filter, qos: event.qos, rule: event.rule ?? null, reason: event.fault ?? null };
    case "subscriptionCut":
      return { topic: event.filter, qos: event.qos, rule: event.rule ?? null };
    case "limitReached":
      return { topic: event.topic ?? null, reason: event.limit, detail: `${event.effect}, ${howFull(event)}` };
    case "dropped":
      return { topic: event.topic, reason: event.reason, rule: event.rule ?? null, detail: howFull(event.limit) };
    case "flapping":
      return { reason: isPingPong(event) ? "sameClientId" : "restless", detail: flappingDetail(event) };
    case "notKept":
      return {};
  }
}

function howFull(limit: LimitUse | undefined): string | null {
  return limit === undefined ? null : `${limit.used} of ${limit.max}`;
}

/** True when nearly each connect ended another connection: whoever was thrown out came back at once. */
export function isPingPong({ connects, takeovers }: Pick<FlappingEvent, "connects" | "takeovers">): boolean {
  return takeovers * 2 > connects;
}

function flappingDetail({ connects, windowSeconds, takeovers, bannedSeconds }: FlappingEvent): string {
  const banned = bannedSeconds === 0 ? "" : `, banned for ${bannedSeconds} s`;
  return `${connects} connects in ${windowSeconds} s, ${takeovers} of them takeovers${banned}`;
}

const PROTOCOL_NAMES = { 3: "3.1", 4: "3.1.1", 5: "5.0" } as const;
