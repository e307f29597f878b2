import type { Session } from "../session.ts";
import type { Tenant } from "../tenant.ts";
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
