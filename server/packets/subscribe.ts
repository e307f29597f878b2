import type { LimitUse } from "#core/control.ts";
import type { LimitName } from "#core/limit-overrides.ts";
import { decodeSubscribe } from "#core/mqtt/decode.ts";
import { encodeSuback } from "#core/mqtt/encode.ts";
import { SUBACK, type SubscribeRequest } from "#core/mqtt/packets.ts";
import {
  IMPLEMENTATION_SPECIFIC_ERROR,
  NOT_AUTHORIZED,
  ProtocolError,
  QUOTA_EXCEEDED,
  SERVER_BUSY,
  TOPIC_FILTER_INVALID,
} from "#core/mqtt/reason-codes.ts";
import { parseSharedFilter, validateTopicFilter } from "#core/topic.ts";
import type { Connection } from "../connection.ts";
import { RetainedFeed } from "../retained-feed.ts";
import type { Session } from "../session.ts";
import { isStalled } from "../store/sealed-connections.ts";
import { Subscription, weightOf } from "../subscription.ts";

/** Judges each filter by itself, subscribes to those granted, and answers all in one SUBACK; returns its cost. */
export function onSubscribe(connection: Connection, session: Session): number {
  const { reader, version } = connection;
  const { filtersPerPacketMax } = session.tenant.limits;
  const packet = decodeSubscribe(reader.bytes, reader.bodyStart, reader.bodyEnd, version, filtersPerPacketMax);
  const identifier = packet.properties.subscriptionIdentifiers?.[0] ?? 0;
  const { journal } = session;
  const stalled = journal !== undefined && isStalled(session.tenant.broker);
  // 3.1 has no word for a refusal. [MQTT-3.9.3-2]
  if (stalled && version === 3) throw new ProtocolError(SERVER_BUSY, "the database is away");
  const former = journal === undefined ? [] : packet.requests.map(({ filter }) => session.subscriptions.get(filter));
  // [MQTT-3.8.4-4] [MQTT-3.8.4-7]
  const reasonCodes = packet.requests.map((request) =>
    stalled ? refuseForNow(session, request.filter) : subscribe(connection, session, request, identifier),
  );
  const suback = { type: SUBACK, packetId: packet.packetId, reasonCodes, properties: {} } as const;
  const frame = encodeSuback(suback, version, connection.maximumPacketSize); // [MQTT-3.8.4-1] [MQTT-3.8.4-5] [MQTT-3.8.4-6]
  connection.reply(frame);
  if (journal !== undefined && !stalled) {
    const made = packet.requests.map(({ filter }) => session.subscriptions.get(filter));
    const takeBack = () => {
      for (const [i, subscription] of made.entries()) if (subscription !== former[i]) undo(subscription, former[i]);
      for (const { filter } of packet.requests) refuseForNow(session, filter);
      // The reason codes are the end of the frame, which nobody has sent yet.
      frame.fill(version === 5 ? IMPLEMENTATION_SPECIFIC_ERROR : 0x80, frame.length - reasonCodes.length);
    };
    journal.seal(connection).refusals.push(version === 3 ? undefined : takeBack);
  }
  session.pump();
  return packet.requests.length;
}

/** Returns the granted QoS, or why not. */
function subscribe(connection: Connection, session: Session, request: SubscribeRequest, identifier: number): number {
  const { tenant } = session;
  const { filter: name, retainHandling } = request;
  const shared = parseSharedFilter(name);
  const fault = shared === "invalid" ? "sharedFilter" : validateTopicFilter(name, tenant.limits);
  if (shared === "invalid" || fault !== undefined) {
    tenant.events.emit(session.origin, {
      type: "subscribeDenied",
      filter: name,
      qos: request.qos,
      rule: undefined,
      fault,
    });
    return TOPIC_FILTER_INVALID;
  }
  const existed = session.subscriptions.has(name);
  const limit = existed ? undefined : limitReached(session, name);
  if (limit !== undefined) {
    tenant.tellLimit(session, limit, "refused", name);
    return QUOTA_EXCEEDED;
  }
  const granted = session.rights.grantedQos(name, request.qos);
  if (granted === undefined) {
    tenant.denySubscribe(session, name, request.qos);
    return NOT_AUTHORIZED;
  }
  const group = shared === null ? undefined : tenant.receivers.group(shared.group, shared.filter);
  const options = {
    qos: granted,
    // Mosquitto's bridges, which cannot ask in 3.1.1, expect both.
    noLocal: request.noLocal || connection.bridge,
    retainAsPublished: request.retainAsPublished || connection.bridge,
    identifier,
  };
  const subscription = new Subscription(session, name, shared?.filter ?? name, options, group);
  tenant.subscribe(subscription);
  if (group !== undefined) session.hasShared = true;
  // No retained messages for a shared subscription (4.8.2), nor when told not to [MQTT-3.3.1-9] [MQTT-3.3.1-10] [MQTT-3.3.1-11].
  else if (retainHandling === 0 || (retainHandling === 1 && !existed)) {
    session.feeds ??= new Map();
    session.feeds.delete(name); // goes to the end
    session.feeds.set(name, new RetainedFeed(subscription));
  }
  return granted;
}

/** The database is away, and will not be waited for. */
function refuseForNow(session: Session, filter: string): number {
  const { tenant, journal } = session;
  const used = Math.ceil(journal?.writingSeconds ?? 0);
  const use = { limit: "storeWaitSecondsMax", used, max: tenant.broker.limits.storeWaitSecondsMax } as const;
  tenant.tellLimit(session, use, "refused", filter);
  return IMPLEMENTATION_SPECIFIC_ERROR;
}

/** Puts the session back to where it was before the subscription was made. */
function undo(subscription: Subscription | undefined, former: Subscription | undefined): void {
  if (subscription === undefined) return;
  const { session, name } = subscription;
  const { tenant } = session;
  if (session.subscriptions.get(name) !== subscription) return;
  session.feeds?.delete(name);
  if (former === undefined) tenant.unsubscribe(session, name);
  else tenant.subscribe(former);
}

/** The limit that one more subscription of this name would go beyond. */
function limitReached(session: Session, name: string): LimitUse | undefined {
  const { limits, receivers } = session.tenant;
  const weight = weightOf(name);
  const full = (limit: LimitName, used: number, more: number) =>
    used + more <= limits[limit] ? undefined : { limit, used, max: limits[limit] };
  return (
    full("subscriptionsPerSessionMax", session.subscriptions.size, 1) ??
    full("subscriptionBytesPerSessionMax", session.subscriptionsWeight, weight) ??
    full("subscriptionBytesPerTenantMax", receivers.weight, weight)
  );
}
