import type { Rule } from "#core/acl.ts";
import type { LimitReachedEvent, LimitUse, Presence } from "#core/control.ts";
import type { Limits } from "#core/limits.ts";
import type { QoS } from "#core/mqtt/packets.ts";
import { ADMINISTRATIVE_ACTION, NOT_AUTHORIZED, QUOTA_EXCEEDED } from "#core/mqtt/reason-codes.ts";
import type { Policies } from "#core/policies.ts";
import type { UsageRate } from "#core/usage.ts";
import type { Broker } from "./broker.ts";
import type { EffectTally } from "./change-effect.ts";
import { Counters } from "./counters.ts";
import type { DeviceOverrides } from "./device-sessions.ts";
import { Drops } from "./drops.ts";
import { Events } from "./events.ts";
import { FlappingWatch } from "./flapping.ts";
import type { TopicTally } from "./live-topics/topic-tally.ts";
import type { Message } from "./message.ts";
import { viewOfFrame } from "./publish-frame.ts";
import { Allowance, limitRates, type SharedRates, tenantRates } from "./rates.ts";
import { Receivers } from "./receivers.ts";
import { Retained } from "./retained.ts";
import type { Rights } from "./rights.ts";
import { route } from "./route.ts";
import type { Session } from "./session.ts";
import { Sessions } from "./sessions.ts";
import type { Subscription } from "./subscription.ts";
import { SysTopics } from "./sys-topics.ts";
import { Traces } from "./trace/traces.ts";
import { NO_RATES } from "./usage/usage-now.ts";
import type { Will } from "./will.ts";

/** Devices that one answer about presence tells at most. */
const PRESENCE_MAX = 1_000;

/**
 * One customer's broker within the broker: its own topic tree, sessions, retained messages, counters and events. A
 * topic carries no tenant prefix; a leak would need a wrong pointer, not a wrong string.
 */
export class Tenant {
  readonly broker: Broker;
  readonly id: string;
  /** The id until a CONNECT brings the slug. */
  slug: string;
  /** What holds in this tenant now; never higher than the installation's. */
  limits: Limits;
  policies: Policies;
  rates: SharedRates;
  /** CONNECTs of this second; undefined while they are not limited. */
  connects: Allowance | undefined;
  /** Bytes queued for all sessions, each as of the last time that its queue grew or was sent from. */
  queuedBytes = 0;
  readonly counters = new Counters();
  readonly receivers = new Receivers();
  readonly retained: Retained;
  readonly sessions: Sessions;
  readonly events: Events;
  readonly drops: Drops;
  readonly traces: Traces;
  readonly sysTopics: SysTopics;
  /** What happened in the second before this one; see UsageMeter. */
  lastSecond: Readonly<Record<UsageRate, number>> = NO_RATES;
  readonly #flapping = new FlappingWatch();
  /** While a change is being applied: where what clients lose by it is counted. */
  tallies: Iterable<EffectTally> | undefined = undefined;
  /** While somebody looks at the live topics. */
  topicTally: TopicTally | undefined = undefined;

  constructor(broker: Broker, id: string, slug: string) {
    this.broker = broker;
    this.id = id;
    this.slug = slug;
    const { limits, policies } = broker.settings.of(id);
    this.limits = limits;
    this.policies = policies;
    this.rates = tenantRates(limits);
    this.connects = Allowance.of(limits, "connectsPerSecondPerTenantMax");
    this.retained = new Retained(this, broker.wheel, (topic) => broker.journal?.retained(this, topic, true));
    this.sessions = new Sessions(this);
    this.events = new Events({
      tenantId: id,
      clock: broker.clock,
      log: broker.log,
      onWatch: (deviceId, watched) => this.#watch(deviceId, watched),
      keep: (event) => broker.eventLog?.keep(event, this.limits),
    });
    this.drops = new Drops(this);
    this.traces = new Traces(this);
    this.sysTopics = new SysTopics(this);
  }

  /**
   * Publishes a message within the tenant: keeps it if it is to be retained and there is room, brings it to all who
   * subscribed, tells those who watch its publisher.
   * @param publisher the session that sent it, or whose will it is
   * @returns the sessions that took it
   */
  publish(message: Message, publisher: Session | undefined): number {
    if (--this.traces.sampler.countdown < 0) this.traces.begin(message, publisher);
    if (message.retain && this.retained.hasRoomFor(message)) {
      this.retained.put(message, publisher?.key);
      this.broker.journal?.publishedRetained(this, message);
    }
    this.topicTally?.note(message, publisher);
    const receivers = route(this, message, publisher);
    message.trace?.publishedBy(publisher);
    if (receivers === 0 && (message.gate?.refusal ?? 0) === 0) this.counters.unrouted++;
    if (publisher?.watched === true) this.events.emitPublished(publisher.origin, message, receivers);
    return receivers;
  }

  /** Counts and tells a PUBLISH that the rules forbid. */
  denyPublish(session: Session, topic: string, qos: QoS, retain: boolean, payloadBytes: number): void {
    this.counters.publishDenied++;
    this.traces.refused(session, { source: "client", topic, qos, retain, payloadBytes }, "denied");
    this.events.emitDenied(session, { type: "publishDenied", topic, qos, retain });
  }

  /** Counts and tells a will that was allowed at CONNECT and is not any more. */
  denyWill(session: Session, { topic, qos, retain, frame }: Will): void {
    this.counters.publishDenied++;
    const { payloadStart, payloadEnd } = viewOfFrame(frame);
    const payloadBytes = payloadEnd - payloadStart;
    this.traces.refused(session, { source: "will", topic, qos, retain, payloadBytes }, "denied");
    this.events.emitDenied(session, { type: "willDenied", topic, qos, retain });
  }

  /** Counts and tells a subscription that the rules forbid. */
  denySubscribe(session: Session, filter: string, qos: QoS): void {
    this.counters.subscribeDenied++;
    this.events.emitDenied(session, { type: "subscribeDenied", filter, qos });
  }

  /** Puts the subscription in place of the session's former one of the same name [MQTT-3.8.4-3]. */
  subscribe(subscription: Subscription): void {
    const { session, name } = subscription;
    const former = session.subscriptions.get(name);
    session.putSubscription(subscription);
    if (former !== undefined && former.group === undefined) this.receivers.remove(former);
    this.receivers.add(subscription);
    session.journal?.subscription(session, name);
  }

  /** False when the session has no such subscription. */
  unsubscribe(session: Session, name: string): boolean {
    const subscription = session.subscriptions.get(name);
    if (subscription === undefined) return false;
    session.deleteSubscription(name);
    session.feeds?.delete(name);
    session.journal?.subscription(session, name);
    this.receivers.remove(subscription); // [MQTT-3.10.4-1] [MQTT-3.10.4-2]; what was begun is the session's [MQTT-3.10.4-3]
    return true;
  }

  /** Devices that are connected now. @param deviceIds only these */
  presence(deviceIds?: readonly string[]): Presence[] {
    const online: Presence[] = [];
    for (const deviceId of deviceIds ?? this.sessions.devices()) {
      if (online.length >= PRESENCE_MAX) break;
      const presence = this.#presenceOf(deviceId);
      if (presence !== undefined) online.push(presence);
    }
    return online;
  }

  /** Disconnects every connection of the device; returns how many. */
  disconnectDevice(deviceId: string, reasonCode: number = ADMINISTRATIVE_ACTION, why?: string): number {
    return this.#disconnect(this.sessions.ofDevice(deviceId), reasonCode, why);
  }

  /** Disconnects every connection that came in by this credential of the device; returns how many. */
  disconnectCredential(deviceId: string, credentialId: string, reasonCode: number = ADMINISTRATIVE_ACTION): number {
    const sessions = this.sessions.ofDevice(deviceId);
    return this.#disconnect(
      sessions.filter((session) => session.connection?.admittedBy?.credentialId === credentialId),
      reasonCode,
    );
  }

  /** The device is no more: its connections and sessions end. */
  forgetDevice(deviceId: string): void {
    this.disconnectDevice(deviceId, NOT_AUTHORIZED, "the device was deleted");
    for (const session of this.sessions.ofDevice(deviceId)) this.sessions.end(session);
  }

  /** The tenant is no more. */
  endAll(): void {
    const sessions = [...this.sessions.values()];
    this.#disconnect(sessions, ADMINISTRATIVE_ACTION, "the tenant was deleted");
    for (const session of sessions) this.sessions.end(session);
  }

  /**
   * Takes on what was set since. Rates hold at once; connections that are too many end, the newest first; what is kept
   * stays, and no more comes; what a client was told in its CONNACK holds until it comes again.
   */
  applySettings(): void {
    const { limits, policies } = this.broker.settings.of(this.id);
    this.limits = limits;
    this.policies = policies;
    this.rates = tenantRates(limits);
    this.connects = Allowance.of(limits, "connectsPerSecondPerTenantMax");
    this.sessions.limitDevices();
    const connected = [...this.sessions.values()].filter((session) => session.connection !== undefined);
    for (const session of connected) if (session.connection !== undefined) limitRates(session.connection, session);
    this.#disconnectNewest(connected, connected.length - limits.connectionsPerTenantMax);
  }

  /** The device's own limits are these now. */
  limitDevice(deviceId: string, overrides: DeviceOverrides): void {
    const device = this.sessions.device(deviceId);
    if (device?.limit(this.limits, overrides) !== true) return;
    const connected = [...device.all].filter((session) => session.connection !== undefined);
    for (const session of connected) if (session.connection !== undefined) limitRates(session.connection, session);
    const own = connected.filter((session) => session.principalId === deviceId);
    this.#disconnectNewest(own, own.length - device.limits.connectionsPerDeviceMax);
  }

  /** The session's queue grew or shrank: the tenant's sum follows. */
  countQueued(session: Session): void {
    const { bytes } = session.queue;
    this.queuedBytes += bytes - session.queuedBytesCounted;
    session.queuedBytesCounted = bytes;
  }

  /** A client has connected: tells, and has it banned where the policy says so, when it does so too often. */
  watchFlapping({ key, origin }: Session, takeover: boolean): void {
    const flapping = this.#flapping.note(key, takeover, this.broker.wheel.tick, this.policies);
    if (flapping === undefined) return;
    const { flappingWindowSeconds: windowSeconds, flappingBanSeconds: bannedSeconds } = this.policies;
    this.events.emit(origin, { type: "flapping", ...flapping, windowSeconds, bannedSeconds });
    if (bannedSeconds > 0) void this.broker.onFlapping?.(this, origin, bannedSeconds);
  }

  /** Tells that a client met a limit. @param topic or filter it was about */
  tellLimit({ origin }: Session, use: LimitUse, effect: LimitReachedEvent["effect"], topic?: string): void {
    this.events.emit(origin, { type: "limitReached", ...use, effect, topic });
  }

  /** Gives the device's sessions new rules at once; subscriptions that they no longer allow are cut. */
  replaceRules(deviceId: string, rules: readonly Rule[]): void {
    for (const session of this.sessions.ofDevice(deviceId)) {
      this.changeRights(session, rules, session.rights.identity.labels);
    }
  }

  /** Judges the session by these rules and labels from now on; rights that are the same keep their cached verdicts. */
  changeRights(session: Session, rules: readonly Rule[], labels: Rights["identity"]["labels"]): void {
    const changed = session.rights.changedTo(rules, labels);
    if (changed === session.rights) return;
    session.rights = changed;
    this.cutDeniedSubscriptions(session);
  }

  /**
   * Takes away each subscription that the session's rights no longer cover, and tells its owner: MQTT has no packet to
   * tell the client (docs/access.md). What a share group chose the session for goes to another member.
   */
  cutDeniedSubscriptions(session: Session): void {
    session.suspect = session.waiting || session.inflight.size > 0;
    for (const { name, filter, qos, group } of [...session.subscriptions.values()]) {
      if (session.rights.grantedQos(name, qos) === qos) continue;
      this.unsubscribe(session, name);
      if (group !== undefined) this.sessions.reassign(session, group);
      this.counters.subscribeDenied++;
      const rule = session.rights.denyingRule("subscribe", filter, qos, false);
      this.events.emit(session.origin, { type: "subscriptionCut", filter: name, qos, rule });
      for (const tally of this.tallies ?? []) tally.subscriptionCut(session, name);
    }
  }

  #disconnectNewest(sessions: Session[], count: number): void {
    if (count <= 0) return;
    sessions.sort((a, b) => (b.connection?.connectedAtMs ?? 0) - (a.connection?.connectedAtMs ?? 0));
    this.#disconnect(sessions.slice(0, count), QUOTA_EXCEEDED, "the limit of connections was lowered");
  }

  #disconnect(sessions: readonly Session[], reasonCode: number, why?: string): number {
    let count = 0;
    for (const { connection } of sessions) {
      if (connection === undefined) continue;
      connection.close(reasonCode, why);
      count++;
    }
    return count;
  }

  #presenceOf(deviceId: string): Presence | undefined {
    let latest: Session | undefined;
    let connections = 0;
    for (const session of this.sessions.ofDevice(deviceId)) {
      const { connection } = session;
      // A person in the browser who acts as the device is not the device.
      if (connection === undefined || session.principalId !== deviceId) continue;
      connections++;
      if (connection.connectedAtMs >= (latest?.connection?.connectedAtMs ?? 0)) latest = session;
    }
    if (latest?.connection === undefined) return undefined;
    const { connectedAtMs, version, transport } = latest.connection;
    return {
      deviceId,
      connections,
      clientId: latest.clientId,
      connectedAt: new Date(connectedAtMs).toISOString(),
      address: transport.address,
      transport: transport.name,
      protocolVersion: version,
    };
  }

  #watch(deviceId: string, watched: boolean): void {
    for (const session of this.sessions.ofDevice(deviceId)) session.watched = watched;
  }
}
