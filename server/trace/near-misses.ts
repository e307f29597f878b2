import { setImmediate as nextTurn } from "node:timers/promises";
import type { BrokerEvent } from "#core/control.ts";
import { compareMisses, type Miss, missOf } from "#core/near-miss.ts";
import { filterMatches, parseSharedFilter } from "#core/topic.ts";
import { NEAR_MISSES_MAX, type NearMiss, type TraceResponse } from "#core/trace.ts";
import { excerpt } from "../excerpt.ts";
import type { Subscription } from "../subscription.ts";
import type { Tenant } from "../tenant.ts";
import { NAME_CHARS_KEPT } from "./receiver.ts";

/** Looked at in all: some tens of milliseconds, in slices of less than one. */
const SUBSCRIPTIONS_MAX = 20_000;
const LOOKED_AT_ONCE = 250;

interface Near {
  readonly miss: Miss;
  readonly subscription: Subscription;
}

/**
 * Subscriptions that would have matched the topic but for a little: first those that the rules did not grant or took
 * away, then those that differ in one level, the likeliest slip first.
 * @param deviceId only this device's
 */
export async function findNearMisses(
  tenant: Tenant,
  topic: string,
  deviceId: string | undefined,
): Promise<Pick<TraceResponse, "nearMisses" | "searchedAll">> {
  const denied = deniedFilters(tenant, topic, deviceId);
  const near: Near[] = [];
  let looked = 0;
  for (const subscription of subscriptionsOf(tenant, deviceId)) {
    if (looked === SUBSCRIPTIONS_MAX) break;
    if (++looked % LOOKED_AT_ONCE === 0) await nextTurn();
    const miss = filterMatches(subscription.filter, topic) ? undefined : missOf(subscription.filter, topic);
    if (miss === undefined) continue;
    near.push({ miss, subscription });
    if (near.length > 2 * NEAR_MISSES_MAX) keepNearest(near);
  }
  keepNearest(near);
  const nearMisses = [...denied, ...near.map(present)].slice(0, NEAR_MISSES_MAX);
  return { nearMisses, searchedAll: looked < SUBSCRIPTIONS_MAX };
}

function* subscriptionsOf(tenant: Tenant, deviceId: string | undefined): Iterable<Subscription> {
  const sessions = deviceId === undefined ? tenant.sessions.values() : tenant.sessions.ofDevice(deviceId);
  for (const session of sessions) yield* session.subscriptions.values();
}

/** What the tenant's ring of events still knows of filters that would have matched. */
function deniedFilters({ events }: Tenant, topic: string, deviceId: string | undefined): NearMiss[] {
  const byFilter = new Map<string, NearMiss>();
  const note = (event: BrokerEvent): void => {
    if (event.type !== "subscribeDenied" && event.type !== "subscriptionCut") return;
    if (deviceId !== undefined && event.deviceId !== deviceId) return;
    const shared = parseSharedFilter(event.filter);
    const filter = shared === null || shared === "invalid" ? event.filter : shared.filter;
    if (!filterMatches(filter, topic)) return;
    const { deviceName, clientId, rule = null, at } = event;
    const miss = { kind: "denied", filter: event.filter, level: 0, deviceName, clientId, rule, at } as const;
    byFilter.set([event.deviceId, clientId, event.filter].join("\0"), { ...miss, deviceId: event.deviceId ?? null });
  };
  // What the ring holds is told at once.
  events.subscribe(note)();
  return [...byFilter.values()].slice(-NEAR_MISSES_MAX).reverse();
}

function keepNearest(near: Near[]): void {
  near.sort((a, b) => compareMisses(a.miss, b.miss));
  near.splice(NEAR_MISSES_MAX);
}

function present({ miss, subscription: { name, session } }: Near): NearMiss {
  return {
    ...miss,
    filter: excerpt(name, NAME_CHARS_KEPT),
    deviceId: session.origin.deviceId ?? null,
    deviceName: excerpt(session.origin.deviceName, NAME_CHARS_KEPT),
    clientId: excerpt(session.clientId, NAME_CHARS_KEPT),
    rule: null,
    at: null,
  };
}
