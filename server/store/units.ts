import type { Session } from "../session.ts";
import type { Tenant } from "../tenant.ts";
import type { Gate } from "./gate.ts";
import { type Gathered, gather, gatherGate, merge, nothingGathered } from "./gathered.ts";
import { storeKey } from "./session-rows.ts";

/** Changes that stand or fall together when Postgres refuses some of a batch. */
export interface Unit {
  readonly tenant: Tenant;
  readonly gathered: Gathered;
  /** A message on its way: its new deliveries, and the packet identifier that it came under. */
  readonly gate: Gate | undefined;
  /** All else of one client's session. */
  readonly session: Session | undefined;
  /** A topic's retained message. */
  readonly topic: string | undefined;
}

/** Tells apart what was gathered. What belongs to sessions that are over is left out, as in a batch. */
export function unitsOf(gathered: Gathered): Unit[] {
  const messages = new Map<Gate, Unit>();
  const sessions = new Map<string, Unit>();
  const topics: Unit[] = [];
  const ofMessage = (gate: Gate, tenant: Tenant) => found(messages, gate, { tenant, gate });
  const ofSession = (session: Session) => found(sessions, storeKey(session), { tenant: session.tenant, session });

  const takenBy = new Map<string, Gate>();
  for (const delivery of gathered.deliveries) {
    const { session, gate } = delivery;
    if (session.ended) delivery.dirty = false;
    else if (delivery.exists) ofSession(session).deliveries.push(delivery);
    else {
      ofMessage(gate, session.tenant).deliveries.push(delivery);
      if (gate.qos === 2 && gate.publisher !== undefined)
        takenBy.set(identifierKey(gate.publisher, gate.packetId), gate);
    }
  }
  for (const [key, session] of gathered.sessions) ofSession(session).sessions.set(key, session);
  for (const session of gathered.ended) ofSession(session).ended.push(session);
  for (const [session, names] of gathered.subscriptions) ofSession(session).subscriptions.set(session, names);
  for (const [session, rows] of gathered.trims) ofSession(session).trims.set(session, rows);
  for (const [session, packetIds] of gathered.incoming) {
    for (const packetId of packetIds) {
      // Together with the message, or a crash between the two would let it come twice.
      const gate = takenBy.get(identifierKey(session, packetId));
      gather((gate === undefined ? ofSession(session) : ofMessage(gate, session.tenant)).incoming, session, packetId);
    }
  }
  for (const [tenant, names] of gathered.retained) {
    for (const topic of names) {
      const retained = nothingGathered();
      gather(retained.retained, tenant, topic);
      for (const gate of gathered.retainedGates.get(tenant)?.get(topic) ?? []) {
        gatherGate(retained.retainedGates, tenant, topic, gate);
      }
      topics.push({ tenant, gathered: retained, gate: undefined, session: undefined, topic });
    }
  }
  return [...sessions.values(), ...messages.values(), ...topics];
}

/** Puts units together again. */
export function gatheredOf(units: readonly Unit[]): Gathered {
  const all = nothingGathered();
  for (const unit of units) merge(all, unit.gathered);
  return all;
}

function identifierKey(session: Session, packetId: number): string {
  return `${storeKey(session)}\0${packetId}`;
}

function found<Key>(
  units: Map<Key, Unit>,
  key: Key,
  of: { readonly tenant: Tenant; readonly gate?: Gate; readonly session?: Session },
): Gathered {
  let unit = units.get(key);
  if (unit === undefined) {
    unit = { gate: undefined, session: undefined, topic: undefined, ...of, gathered: nothingGathered() };
    units.set(key, unit);
  }
  return unit.gathered;
}
