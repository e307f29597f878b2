import type { DecidingRule, DropReason } from "#core/control.ts";
import { limitBehind } from "./limit-behind.ts";
import type { Message } from "./message.ts";
import type { Session } from "./session.ts";
import type { Tenant } from "./tenant.ts";

/**
 * Gathers drops so that a thousand in a row of one receiver and reason are told as one event, once a second.
 * The counters are exact; the event is what the owner reads.
 */
export class Drops {
  readonly #waiting = new Map<Session, Map<DropReason, Drop>>();
  readonly #tenant: Tenant;

  constructor(tenant: Tenant) {
    this.#tenant = tenant;
  }

  /** @param message the one that its receiver lost; undefined when it was not let in at all, or lay unread on disk */
  add(session: Session, reason: DropReason, topic: string, message?: Message): void {
    this.#tenant.counters.dropped[reason]++;
    if (message !== undefined) this.#tenant.traces.dropped(session, reason, message);
    let drops = this.#waiting.get(session);
    if (drops === undefined) {
      drops = new Map();
      this.#waiting.set(session, drops);
    }
    const drop = drops.get(reason);
    if (drop !== undefined) {
      drop.count++;
      return;
    }
    const rule = reason === "denied" ? session.rights.denyingRule("subscribe", topic, 0, false) : undefined;
    drops.set(reason, { topic, rule, count: 1 });
  }

  /** Tells what gathered since the last time. */
  tell(): void {
    if (this.#waiting.size === 0) return;
    for (const [session, drops] of this.#waiting) {
      for (const [reason, { topic, rule, count }] of drops) {
        const limit = limitBehind(session, reason);
        this.#tenant.events.emit(session.origin, { type: "dropped", reason, topic, rule, limit }, count);
      }
    }
    this.#waiting.clear();
  }
}

interface Drop {
  /** Of the first in the row. */
  readonly topic: string;
  readonly rule: DecidingRule | undefined;
  count: number;
}
