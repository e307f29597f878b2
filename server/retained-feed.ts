import type { Connection } from "./connection.ts";
import { lowerQos } from "./qos.ts";
import type { RetainedMessage } from "./retained.ts";
import type { Session } from "./session.ts";
import type { Subscription } from "./subscription.ts";

/** Nothing left. */
const FEED_ENDED = 0;
/** Come again in the next turn: many topics were passed. */
const FEED_PAUSED = 1;
/** Go on. */
const FEED_FLOWS = 2;

/**
 * The retained messages that one SUBSCRIBE asked for, found as the socket and the window have room: a subscription to
 * a million retained topics costs the broker no more memory than one to ten.
 */
export class RetainedFeed {
  readonly #subscription: Subscription;
  readonly #found: Iterator<RetainedMessage | undefined, void>;

  constructor(subscription: Subscription) {
    this.#subscription = subscription;
    this.#found = subscription.session.tenant.retained.match(subscription.filter);
  }

  deliverNext(session: Session): typeof FEED_ENDED | typeof FEED_PAUSED | typeof FEED_FLOWS {
    const subscription = this.#subscription;
    // Unsubscribed or replaced meanwhile.
    if (session.subscriptions.get(subscription.name) !== subscription) return FEED_ENDED;
    const step = this.#found.next();
    if (step.done === true) return FEED_ENDED;
    if (step.value === undefined) return FEED_PAUSED;
    const { message, publisherKey } = step.value;
    if (message.expired || (subscription.noLocal && publisherKey === session.key)) return FEED_FLOWS;
    const qos = lowerQos(message.qos, subscription.qos);
    session.deliver(message, qos, true, subscription.identifiers, undefined); // [MQTT-3.3.1-8]
    return FEED_FLOWS;
  }
}

/** Goes on with what the session's SUBSCRIBEs asked for, as far as window and socket allow. */
export function feedRetained(session: Session, connection: Connection, feeds: Map<string, RetainedFeed>): void {
  while (session.open && connection.hasRoom) {
    const first = feeds.entries().next();
    if (first.done === true) break;
    const [name, feed] = first.value;
    const outcome = feed.deliverNext(session);
    if (outcome === FEED_PAUSED) {
      connection.touch();
      return;
    }
    if (outcome === FEED_ENDED) feeds.delete(name);
  }
  if (feeds.size === 0) session.feeds = undefined;
}
