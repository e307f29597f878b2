import type { Session } from "../session.ts";
import type { Tenant } from "../tenant.ts";
import type { Gate } from "./gate.ts";
import type { StoredDelivery } from "./stored-delivery.ts";

/** What has changed since the last batch was formed: the things, not the changes. */
export interface Gathered {
  deliveries: StoredDelivery[];
  /** By tenant, principal and client id. */
  readonly sessions: Map<string, Session>;
  readonly ended: Session[];
  /** Names of subscriptions. */
  readonly subscriptions: Map<Session, Set<string>>;
  /** Packet identifiers. */
  readonly incoming: Map<Session, Set<number>>;
  /** Topics. */
  retained: Map<Tenant, Set<string>>;
  /** What waits for them, by topic. */
  readonly retainedGates: Map<Tenant, Map<string, Gate[]>>;
  /** Rows to drop unread. */
  readonly trims: Map<Session, number>;
  /** Somebody waits for this batch, even if there is nothing to write. */
  always: boolean;
}

export function nothingGathered(): Gathered {
  return {
    deliveries: [],
    sessions: new Map(),
    ended: [],
    subscriptions: new Map(),
    incoming: new Map(),
    retained: new Map(),
    retainedGates: new Map(),
    trims: new Map(),
    always: false,
  };
}

export function isEmpty(gathered: Gathered): boolean {
  return (
    gathered.deliveries.length === 0 &&
    gathered.sessions.size === 0 &&
    gathered.ended.length === 0 &&
    gathered.subscriptions.size === 0 &&
    gathered.incoming.size === 0 &&
    gathered.retained.size === 0 &&
    gathered.trims.size === 0 &&
    !gathered.always
  );
}

/** Adds a name to those of its owner. */
export function gather<Owner, Name>(names: Map<Owner, Set<Name>>, owner: Owner, name: Name): void {
  const known = names.get(owner);
  if (known === undefined) names.set(owner, new Set([name]));
  else known.add(name);
}

/** Adds what waits for a retained message to be written. */
export function gatherGate(gates: Gathered["retainedGates"], tenant: Tenant, topic: string, gate: Gate): void {
  let byTopic = gates.get(tenant);
  if (byTopic === undefined) {
    byTopic = new Map();
    gates.set(tenant, byTopic);
  }
  const waiting = byTopic.get(topic);
  if (waiting === undefined) byTopic.set(topic, [gate]);
  else waiting.push(gate);
}

/** Adds what one has gathered to what another has. */
export function merge(into: Gathered, from: Gathered): void {
  for (const delivery of from.deliveries) into.deliveries.push(delivery);
  for (const [key, session] of from.sessions) into.sessions.set(key, session);
  into.ended.push(...from.ended);
  for (const kind of ["subscriptions", "incoming", "retained"] as const) {
    const target: Map<unknown, Set<unknown>> = into[kind];
    for (const [owner, names] of from[kind]) for (const name of names) gather<unknown, unknown>(target, owner, name);
  }
  for (const [tenant, byTopic] of from.retainedGates) {
    for (const [topic, gates] of byTopic) for (const gate of gates) gatherGate(into.retainedGates, tenant, topic, gate);
  }
  for (const [session, rows] of from.trims) into.trims.set(session, (into.trims.get(session) ?? 0) + rows);
  into.always ||= from.always;
}
