// HOT: one look-up per message routed.
import type { QoS } from "#core/mqtt/packets.ts";
import { ResultCache } from "#core/result-cache.ts";
import { TopicTree } from "#core/topic-tree.ts";
import type { Session } from "./session.ts";
import { ShareGroup } from "./share-group.ts";
import type { Subscription } from "./subscription.ts";

/**
 * One delivery that a topic causes: to a session, whose overlapping subscriptions became one, or to whichever member
 * a share group chooses.
 */
export class Receiver {
  readonly group: ShareGroup | undefined;
  readonly session: Session | undefined;
  /** The highest of the matching subscriptions [MQTT-3.3.5-1] [MQTT-3.3.4-2]. */
  qos: QoS;
  retainAsPublished: boolean;
  /** Of all matching subscriptions that have one: a session gets a single copy [MQTT-3.3.4-3] [MQTT-3.3.4-4] [MQTT-3.3.4-5]. */
  identifiers: number[] | undefined;
  /** One of the subscriptions wants none of its own client's messages: `subscriptions` is looked at for those. */
  noLocal = false;
  readonly subscriptions: Subscription[] = [];

  constructor(group: ShareGroup | undefined, session: Session | undefined) {
    this.group = group;
    this.session = session;
    this.qos = 0;
    this.retainAsPublished = false;
    this.identifiers = undefined;
  }

  add(subscription: Subscription): void {
    this.subscriptions.push(subscription);
    if (subscription.qos > this.qos) this.qos = subscription.qos;
    if (subscription.retainAsPublished) this.retainAsPublished = true;
    if (subscription.noLocal) this.noLocal = true;
    if (subscription.identifier === 0) return;
    this.identifiers ??= [];
    this.identifiers.push(subscription.identifier);
  }

  /** The same without the subscriptions that exclude the session's own messages; undefined when none is left. */
  withoutNoLocal(): Receiver | undefined {
    const rest = new Receiver(undefined, this.session);
    for (const subscription of this.subscriptions) if (!subscription.noLocal) rest.add(subscription);
    return rest.subscriptions.length === 0 ? undefined : rest;
  }
}

const CACHE_TOPICS_MAX = 16_384;
const CACHE_BYTES_MAX = 8 * 1024 * 1024;

/** The subscriptions of a tenant, and who receives a topic: kept by topic until any subscription changes. */
export class Receivers {
  readonly tree = new TopicTree<Subscription | ShareGroup>({ cacheEntriesMax: 2 });
  readonly #kept = new ResultCache<Receiver>(CACHE_TOPICS_MAX, CACHE_BYTES_MAX);
  readonly #groups = new Map<string, ShareGroup>();
  /** Since the kept results were last let go. */
  #removals = 0;
  /** Of all subscriptions: what they take of memory, and a match at most of time. */
  weight = 0;

  of(topic: string): readonly Receiver[] {
    const kept = this.#kept.get(topic);
    if (kept !== undefined && kept.generation === this.tree.generation) return kept.values;
    const receivers = merge(this.tree.match(topic));
    this.#kept.set(topic, receivers, this.tree.generation);
    return receivers;
  }

  /** Subscriptions, each member of a group counted. */
  get size(): number {
    let size = this.tree.size - this.#groups.size;
    for (const group of this.#groups.values()) size += group.members.length;
    return size;
  }

  /** The group of a shared subscription, made when it has none yet. */
  group(name: string, filter: string): ShareGroup {
    const key = `${name}/${filter}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = new ShareGroup(key, filter);
      this.#groups.set(key, group);
    }
    return group;
  }

  add(subscription: Subscription): void {
    const { group, filter } = subscription;
    if (group === undefined) {
      this.tree.add(filter, subscription);
      this.#weigh(subscription, 1);
      return;
    }
    if (group.put(subscription)) this.#weigh(subscription, 1);
    this.tree.add(filter, group);
  }

  remove(subscription: Subscription): void {
    const { group, filter } = subscription;
    this.#weigh(subscription, -1);
    if (group === undefined) {
      this.tree.remove(filter, subscription);
      this.#forgetStale();
      return;
    }
    group.remove(subscription.session);
    if (group.members.length > 0) return;
    this.tree.remove(filter, group);
    this.#groups.delete(group.key);
    this.#forgetStale();
  }

  /**
   * What was kept is stale from the first removal on, and is renewed in place where its topic is asked for again. Where
   * it is not, it would hold on to sessions that are over, so now and then all is let go.
   */
  #forgetStale(): void {
    this.#removals++;
    if (this.#kept.size === 0 || this.#removals * 2 < this.#kept.size) return;
    this.#removals = 0;
    this.#kept.clear();
  }

  #weigh({ session, weight }: Subscription, sign: 1 | -1): void {
    this.weight += sign * weight;
    session.subscriptionsWeight += sign * weight;
  }
}

const NOBODY: readonly Receiver[] = Object.freeze([]);

function merge(matches: readonly (Subscription | ShareGroup)[]): readonly Receiver[] {
  if (matches.length === 0) return NOBODY;
  const receivers: Receiver[] = [];
  const bySession = new Map<Session, Receiver>();
  for (const match of matches) {
    if (match instanceof ShareGroup) {
      receivers.push(new Receiver(match, undefined));
      continue;
    }
    let receiver = bySession.get(match.session);
    if (receiver === undefined) {
      receiver = new Receiver(undefined, match.session);
      bySession.set(match.session, receiver);
      receivers.push(receiver);
    }
    receiver.add(match);
  }
  return receivers;
}
