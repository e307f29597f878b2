import { filterMatches } from "#core/topic.ts";
import { unshared } from "./message-filter.ts";
import type { SubscriptionState } from "./protocol.ts";

/** How many messages came by each subscription, by its id. A message that several match counts for each of them. */
export class SubscriptionCounts {
  readonly #counts = new Map<number, number>();

  count(topic: string, subscriptions: readonly SubscriptionState[]): void {
    for (const { id, filter, status } of subscriptions) {
      if (status.kind === "granted" && filterMatches(unshared(filter), topic)) {
        this.#counts.set(id, (this.#counts.get(id) ?? 0) + 1);
      }
    }
  }

  clear(): void {
    this.#counts.clear();
  }

  /** Of those that are still there. */
  read(subscriptions: readonly SubscriptionState[]): Readonly<Record<number, number>> {
    return Object.fromEntries(subscriptions.map(({ id }) => [id, this.#counts.get(id) ?? 0]));
  }
}
