import type { IConnackPacket, IPublishPacket, Packet } from "mqtt";
import type { QoS } from "#core/mqtt/packets.ts";
import { type Backoff, backoffFrom, RECONNECT_BACKOFF, reconnectDelayMs } from "./backoff.ts";
import type { Delivery } from "./message.ts";
import { MqttLink } from "./mqtt-link.ts";
import type { Problem, ProblemReport } from "./problem.ts";
import type {
  BrokerGrants,
  ConnectionSettings,
  ConnectionState,
  Credentials,
  CredentialsAnswer,
  OutgoingMessage,
  SubscriptionState,
  SubscriptionWish,
} from "./protocol.ts";
import { remedyFor } from "./reconnect-policy.ts";

/** Whom a session asks and tells. */
export interface SessionListener {
  /** Fresh credentials, please; called before every CONNECT and shortly before the last ones end. */
  credentials(): Promise<CredentialsAnswer>;
  /** Connection, problem or subscriptions are not what they were. */
  changed(): void;
  message(packet: IPublishPacket): void;
  /** A sent message's fate is known; `token` is what `publish` returned. */
  delivered(token: number, delivery: Delivery): void;
  packet(direction: "sent" | "received", packet: Packet): void;
  local(event: string, details: readonly (readonly [string, string])[]): void;
}

export interface SessionOptions {
  readonly backoff?: Backoff;
  readonly random?: () => number;
}

/** Acknowledgements waited for at once; a page that sends faster is told to wait. */
export const UNACKNOWLEDGED_MAX = 1_000;
/** Fresh credentials are fetched this long before the old ones end, in milliseconds. */
const RENEW_BEFORE_MS = 60_000;
/** Shortest wait between two attempts at that, in milliseconds. */
const RENEW_AGAIN_MS = 1_000;
/** setTimeout's longest wait. */
const TIMER_MAX_MS = 2 ** 31 - 1;

interface Unacknowledged {
  readonly token: number;
  readonly sentAt: number;
}

/**
 * One MQTT session as a person sees it: wished to be there or not, whatever the network does.
 *
 *   idle ──connect──▶ connecting ──CONNACK 0──▶ online
 *     ▲                │  ▲  │                     │ problem
 *     │         remedy │  │  └──problem──┐         ▼
 * disconnect      stop │  └─timer, retryNow─ waiting ◀── remedy "wait"
 *  (from any)          ▼                   (remedy "renew": connecting at once)
 *                   stopped ──connect──▶ connecting
 *
 * Within `connecting`: credentials are asked for, then the socket opened, then CONNACK awaited. When the console
 * cannot be asked but the last credentials still hold, they serve. Each connection is an MqttLink of its own, and what
 * an old link still says is not listened to.
 *
 * The broker ends a connection when its credentials do (0xA0). So a while before, `online` is handed over to a new
 * link with fresh ones: the person sees nothing of it but a line in the packet log. What is published within the two
 * round trips between the links is not received.
 */
export class MqttSession {
  readonly #listener: SessionListener;
  readonly #backoff: Backoff;
  readonly #random: () => number;
  #settings: ConnectionSettings | undefined;
  #state: ConnectionState = { status: "idle" };
  #problem: ProblemReport | undefined;
  /** A granted one stays so when its link is lost, because the session may be resumed. */
  #subscriptions: SubscriptionState[] = [];
  /** Filters given up while there was no link, which a resumed session would still hold. */
  readonly #droppedOffline = new Set<string>();
  #link: MqttLink | undefined;
  #credentials: Credentials | undefined;
  /** Rises with every connect, disconnect and attempt, so that answers to an older question are recognised. */
  #epoch = 0;
  #failures = 0;
  #renewed = false;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #renewTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #unacknowledged = new Map<number, Unacknowledged>();
  #nextToken = 1;

  constructor(listener: SessionListener, options: SessionOptions = {}) {
    this.#listener = listener;
    this.#backoff = options.backoff ?? RECONNECT_BACKOFF;
    this.#random = options.random ?? Math.random;
  }

  get connection(): ConnectionState {
    return this.#state;
  }
  get problem(): ProblemReport | undefined {
    return this.#problem;
  }
  get subscriptions(): readonly SubscriptionState[] {
    return this.#subscriptions;
  }

  /** Messages that wait for their acknowledgement. */
  get waiting(): number {
    return this.#unacknowledged.size;
  }

  /** Bytes written that have not left the browser. */
  get bufferedBytes(): number {
    return this.#link?.bufferedBytes ?? 0;
  }

  /** Who the connection acts as, in the person's words; empty before the first. */
  get principal(): string {
    return this.#settings?.principal ?? "";
  }

  /** Connects, or connects anew with other settings. */
  connect(settings: ConnectionSettings): void {
    this.#leave();
    this.#settings = settings;
    this.#credentials = undefined;
    this.#problem = undefined;
    this.#failures = 0;
    this.#renewed = false;
    this.#attempt();
  }

  disconnect(): void {
    this.#leave();
    this.#problem = undefined;
    this.#become({ status: "idle" });
  }

  /** Ends the wait before the next attempt. */
  retryNow(): void {
    if (this.#state.status === "waiting") this.#attempt();
  }

  /** Adds a wish, or puts it in the place of the one with its id or filter. */
  subscribe(wish: SubscriptionWish): void {
    const replaced = this.#subscriptions.filter(({ id, filter }) => id === wish.id || filter === wish.filter);
    const same = replaced.find(({ filter }) => filter === wish.filter);
    // How it is called or shown is nothing to the broker. What was refused is asked for once more.
    const unchanged = same !== undefined && same.status.kind !== "refused" && asksTheSame(same, wish);
    const subscription: SubscriptionState = { ...wish, status: unchanged ? same.status : { kind: "idle" } };
    this.#droppedOffline.delete(wish.filter);
    this.#subscriptions =
      replaced[0] === undefined
        ? [...this.#subscriptions, subscription]
        : this.#subscriptions.flatMap((other) =>
            other === replaced[0] ? [subscription] : replaced.includes(other) ? [] : [other],
          );
    if (wish.paused) {
      if (same !== undefined) this.#drop(same);
    } else if (!unchanged && this.#link?.online) {
      // Without a link it is asked for when there is one. SUBSCRIBE puts it in the place of one to the same filter.
      this.#ask(subscription);
    }
    // After the new one, so that nothing is missed that both bring.
    for (const former of replaced) if (former.filter !== wish.filter) this.#drop(former);
    this.#listener.changed();
  }

  unsubscribe(id: number): void {
    const wish = this.#subscriptions.find((subscription) => subscription.id === id);
    if (wish === undefined) return;
    this.#subscriptions = this.#subscriptions.filter((subscription) => subscription !== wish);
    this.#drop(wish);
    this.#listener.changed();
  }

  /**
   * Sends a message if there is a connection to send it on.
   * @returns a token by which `delivered` names it and what is known at once; undefined when it was not sent
   */
  publish(message: OutgoingMessage): { token: number; delivery: Delivery } | undefined {
    const link = this.#link;
    if (link === undefined || !link.online || this.#unacknowledged.size >= UNACKNOWLEDGED_MAX) return undefined;
    const token = this.#nextToken++;
    const sentAt = performance.now();
    const packetId = link.publish(message);
    if (packetId === 0) return { token, delivery: { state: "unacknowledged" } };
    this.#unacknowledged.set(packetId, { token, sentAt });
    return { token, delivery: { state: "waiting" } };
  }

  #drop(subscription: SubscriptionState): void {
    if (subscription.paused) return;
    if (this.#link?.online) {
      if (subscription.status.kind !== "refused") this.#link.unsubscribe(subscription.filter);
    } else if (subscription.status.kind === "granted") {
      this.#droppedOffline.add(subscription.filter);
    }
  }

  /** Drops link and timers without changing the state. */
  #leave(): void {
    this.#epoch++;
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#renewTimer);
    this.#link?.close();
    this.#link = undefined;
    this.#forgetLink();
  }

  async #attempt(): Promise<void> {
    const settings = this.#settings;
    if (settings === undefined) return;
    this.#leave();
    const epoch = this.#epoch;
    this.#become({ status: "connecting", attempt: this.#failures + 1 });
    const answer = await this.#listener.credentials();
    if (epoch !== this.#epoch) return;
    const credentials = answer.ok ? answer.credentials : this.#spareCredentials(answer.fault === "unreachable");
    if (credentials === undefined) {
      this.#fail({ kind: "credentials", fault: answer.ok ? "unreachable" : answer.fault });
      return;
    }
    this.#open(settings, credentials, false);
  }

  /** @param handover the session goes over from a link that was online */
  #open(settings: ConnectionSettings, credentials: Credentials, handover: boolean): void {
    const epoch = this.#epoch;
    const mine = (): boolean => epoch === this.#epoch;
    this.#keepCredentials(credentials);
    let since = 0;
    this.#link = new MqttLink(settings, credentials, {
      opened: (connack, roundTripMs) => {
        if (!mine()) return;
        since = Date.now();
        this.#opened(connack, settings, handover, roundTripMs);
      },
      message: (packet) => mine() && this.#listener.message(packet),
      packet: (direction, packet) => {
        this.#listener.packet(direction, packet);
        if (mine() && direction === "received") this.#acknowledged(packet);
      },
      socket: (event, details) => this.#listener.local(event, details),
      ended: (problem) => {
        if (!mine() || problem === undefined) return;
        const livedMs = since === 0 ? 0 : Date.now() - since;
        if (livedMs >= this.#backoff.stableMs) {
          this.#failures = 0;
          this.#renewed = false;
        }
        this.#fail(problem);
      },
    });
  }

  #opened(connack: IConnackPacket, settings: ConnectionSettings, handover: boolean, roundTripMs: number): void {
    const before = this.#state;
    const since = handover && before.status === "online" ? before.since : Date.now();
    if (!handover && this.#problem !== undefined) this.#problem = { ...this.#problem, recoveredAt: since };
    const { sessionPresent } = connack;
    const clientId = connack.properties?.assignedClientIdentifier ?? settings.clientId;
    const granted = grantsOf(connack, settings.protocolVersion);
    this.#become({ status: "online", since, clientId, sessionPresent, granted, roundTripMs });
    if (sessionPresent) for (const filter of this.#droppedOffline) this.#link?.unsubscribe(filter);
    this.#droppedOffline.clear();
    for (const wish of this.#subscriptions) {
      if (wish.paused) continue;
      const granted = wish.status.kind === "granted";
      // A resumed session still holds what it was granted; asking again would only bring its retained messages again.
      if (!(sessionPresent && granted)) this.#ask(wish, handover && granted);
    }
  }

  /** @param again it was granted a moment ago: nothing to show until the answer, and no retained messages once more */
  #ask(wish: SubscriptionState, again = false): void {
    const epoch = this.#epoch;
    if (!again) this.#setStatus(wish, { kind: "asked" });
    this.#link?.subscribe(wish, again, (answer) => {
      if (epoch !== this.#epoch || answer === undefined) return;
      const { reasonCode, reasonString } = answer;
      this.#setStatus(
        wish,
        reasonCode < 0x80
          ? { kind: "granted", qos: Math.min(reasonCode, 2) as QoS }
          : { kind: "refused", reasonCode, reasonString },
      );
      this.#listener.changed();
    });
  }

  #setStatus(wish: SubscriptionWish, status: SubscriptionState["status"]): void {
    this.#subscriptions = this.#subscriptions.map((other) =>
      // The answer to an older SUBSCRIBE is not the answer to what was asked since.
      other.id === wish.id && asksTheSame(other, wish) ? { ...other, status } : other,
    );
  }

  /** Learns a sent message's fate from PUBACK, PUBREC or PUBCOMP. */
  #acknowledged(packet: Packet): void {
    if (packet.cmd !== "puback" && packet.cmd !== "pubrec" && packet.cmd !== "pubcomp") return;
    const reasonCode = packet.reasonCode ?? 0;
    // A successful PUBREC is only half of QoS 2.
    if (packet.cmd === "pubrec" && reasonCode < 0x80) return;
    const waiting = this.#unacknowledged.get(packet.messageId ?? 0);
    if (waiting === undefined) return;
    this.#unacknowledged.delete(packet.messageId ?? 0);
    this.#listener.delivered(
      waiting.token,
      reasonCode < 0x80
        ? { state: "accepted", reasonCode, roundTripMs: performance.now() - waiting.sentAt }
        : { state: "refused", reasonCode, reasonString: packet.properties?.reasonString },
    );
  }

  /** What was promised by the link that is gone is promised no more. */
  #forgetLink(): void {
    for (const { token } of this.#unacknowledged.values()) this.#listener.delivered(token, { state: "unknown" });
    this.#unacknowledged.clear();
    this.#subscriptions = this.#subscriptions.map((wish) =>
      wish.status.kind === "asked" ? { ...wish, status: { kind: "idle" } } : wish,
    );
  }

  #fail(problem: Problem): void {
    this.#leave();
    const typedCredentials = this.#credentials?.typed ?? false;
    this.#problem = { problem, at: Date.now(), recoveredAt: undefined, principal: this.principal, typedCredentials };
    // There are no fresher ones than what a person typed.
    const remedy = remedyFor(problem, this.#renewed || typedCredentials);
    if (remedy === "stop") {
      this.#become({ status: "stopped" });
      return;
    }
    if (remedy === "renew") {
      this.#renewed = true;
      this.#credentials = undefined;
      this.#attempt();
      return;
    }
    const reconnect = this.#settings?.reconnect;
    if (reconnect === "never") {
      this.#become({ status: "stopped" });
      return;
    }
    this.#failures++;
    const backoff = backoffFrom(this.#backoff, reconnect?.baseMs);
    const delayMs = reconnectDelayMs(backoff, this.#failures, this.#random());
    this.#retryTimer = setTimeout(() => this.#attempt(), delayMs);
    this.#become({ status: "waiting", attempt: this.#failures, retryAt: Date.now() + delayMs });
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    this.#listener.changed();
  }

  /** The last credentials, when the console cannot be asked and they have not ended. */
  #spareCredentials(consoleAway: boolean): Credentials | undefined {
    const spare = this.#credentials;
    if (!consoleAway || spare === undefined) return undefined;
    return spare.expiresAt === undefined || spare.expiresAt > Date.now() ? spare : undefined;
  }

  /** Keeps credentials as a spare for a reconnect while the console is away, and sees to fresh ones before they end. */
  #keepCredentials(credentials: Credentials): void {
    this.#credentials = credentials;
    clearTimeout(this.#renewTimer);
    if (credentials.expiresAt === undefined) return;
    const leftMs = credentials.expiresAt - Date.now();
    const wait = Math.min(Math.max(leftMs - RENEW_BEFORE_MS, leftMs / 2, RENEW_AGAIN_MS), TIMER_MAX_MS);
    this.#renewTimer = setTimeout(() => this.#renew(), wait);
  }

  async #renew(): Promise<void> {
    const epoch = this.#epoch;
    const answer = await this.#listener.credentials();
    if (epoch !== this.#epoch) return;
    this.#listener.local(answer.ok ? "renewed" : "notRenewed", []);
    if (answer.ok) this.#handOver(answer.credentials);
    else this.#renewTimer = setTimeout(() => this.#renew(), 10 * RENEW_AGAIN_MS);
  }

  /** Puts a link with fresh credentials in the place of the one that is online, once every message is acknowledged. */
  #handOver(credentials: Credentials): void {
    const settings = this.#settings;
    if (settings === undefined || this.#state.status !== "online") {
      this.#keepCredentials(credentials);
    } else if (this.#unacknowledged.size > 0) {
      this.#renewTimer = setTimeout(() => this.#handOver(credentials), RENEW_AGAIN_MS);
    } else {
      this.#leave();
      this.#open(settings, credentials, true);
    }
  }
}

/** Whether SUBSCRIBE would say the same of both. */
function asksTheSame(one: SubscriptionWish, other: SubscriptionWish): boolean {
  return SUBSCRIBED.every((field) => (one[field] ?? false) === (other[field] ?? false));
}
const SUBSCRIBED = [
  "filter",
  "qos",
  "paused",
  "noLocal",
  "retainAsPublished",
  "retainHandling",
  "subscriptionIdentifier",
] as const satisfies readonly (keyof SubscriptionWish)[];

function grantsOf({ properties }: IConnackPacket, protocolVersion: 4 | 5): BrokerGrants {
  return {
    protocolVersion,
    maximumPacketSizeBytes: properties?.maximumPacketSize,
    topicAliasMaximum: properties?.topicAliasMaximum ?? 0,
    maximumQos: properties?.maximumQoS === 0 || properties?.maximumQoS === 1 ? properties.maximumQoS : 2,
    retainAvailable: properties?.retainAvailable ?? true,
    subscriptionIdentifiersAvailable: protocolVersion === 5 && (properties?.subscriptionIdentifiersAvailable ?? true),
    responseInformation: properties?.responseInformation,
  };
}
