// HOT: once per message that matches a shared subscription.
import type { QoS } from "#core/mqtt/packets.ts";
import type { Session } from "./session.ts";
import type { Subscription } from "./subscription.ts";

/** Online members looked at for the least loaded; more would cost large groups more than it brings. */
const CANDIDATES_MAX = 16;

/**
 * The members of one `$share/name/filter`: each message goes to one of them, the least loaded online one, in turn
 * among equals. With nobody online a QoS 1 or 2 message waits with a member whose session lasts.
 */
export class ShareGroup {
  readonly key: string;
  readonly filter: string;
  readonly members: Subscription[] = [];
  #next = 0;

  constructor(key: string, filter: string) {
    this.key = key;
    this.filter = filter;
  }

  /** Adds the subscription, in place of the session's former one; returns false when there was one. */
  put(subscription: Subscription): boolean {
    const index = this.members.findIndex((member) => member.session === subscription.session);
    if (index === -1) this.members.push(subscription);
    else this.members[index] = subscription;
    return index === -1;
  }

  remove(session: Session): void {
    const index = this.members.findIndex((member) => member.session === session);
    if (index !== -1) this.members.splice(index, 1);
  }

  /** Who gets the next message; undefined when nobody can. */
  choose(qos: QoS): Subscription | undefined {
    return this.chooseOnline() ?? (qos === 0 ? undefined : this.#chooseOffline());
  }

  chooseOnline(): Subscription | undefined {
    const members = this.members;
    const count = members.length;
    let best: Subscription | undefined;
    let bestLoad = Number.POSITIVE_INFINITY;
    let bestIndex = 0;
    let seen = 0;
    for (let i = 0; i < count && seen < CANDIDATES_MAX; i++) {
      const index = (this.#next + i) % count;
      const member = members[index] as Subscription;
      if (member.session.connection === undefined) continue;
      seen++;
      const load = member.session.load;
      if (load >= bestLoad) continue;
      best = member;
      bestLoad = load;
      bestIndex = index;
      if (load === 0) break;
    }
    if (best !== undefined) this.#next = (bestIndex + 1) % count;
    return best;
  }

  #chooseOffline(): Subscription | undefined {
    const count = this.members.length;
    if (count === 0) return undefined;
    const index = this.#next % count;
    this.#next = (index + 1) % count;
    return this.members[index];
  }
}
