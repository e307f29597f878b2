import { CHANGE_LOSSES_MAX, type ChangeEffect, type ChangeLoss } from "#core/control.ts";
import { excerpt } from "./excerpt.ts";
import type { Session } from "./session.ts";
import type { Tenant } from "./tenant.ts";

/** The audit log is kept for ever; a client id may have 65 535 bytes. */
const TEXT_CHARS_MAX = 256;

/** What one audited change took from whom, counted while it is brought to connections and sessions. */
export class EffectTally {
  #connectionsEnded = 0;
  #subscriptionsCut = 0;
  readonly #losses: ChangeLoss[] = [];

  connectionEnded(session: Session): void {
    this.#connectionsEnded++;
    this.#note(session, null);
  }

  subscriptionCut(session: Session, name: string): void {
    this.#subscriptionsCut++;
    this.#note(session, name);
  }

  effect(now: Date): ChangeEffect {
    return {
      appliedAt: now.toISOString(),
      connectionsEnded: this.#connectionsEnded,
      subscriptionsCut: this.#subscriptionsCut,
      losses: this.#losses,
    };
  }

  #note({ origin }: Session, filter: string | null): void {
    if (this.#losses.length >= CHANGE_LOSSES_MAX) return;
    const { deviceId, deviceName, clientId } = origin;
    this.#losses.push({
      deviceId: deviceId ?? null,
      deviceName: excerpt(deviceName, TEXT_CHARS_MAX),
      clientId: excerpt(clientId, TEXT_CHARS_MAX),
      filter: filter === null ? null : excerpt(filter, TEXT_CHARS_MAX),
    });
  }
}

/** Does the work, which must not wait for anything; what clients of the tenant lose meanwhile counts for these tallies. */
export function tallying(tenant: Tenant, tallies: Iterable<EffectTally>, work: () => void): void {
  tenant.tallies = tallies;
  try {
    work();
  } finally {
    tenant.tallies = undefined;
  }
}
