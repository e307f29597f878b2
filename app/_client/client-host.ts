import { filterMatches } from "#core/topic.ts";
import { previewPayloadAs } from "./decode-payload.ts";
import type { Message } from "./message.ts";
import { MessageExport } from "./message-export.ts";
import { compileFilter, EVERYTHING, type MessageFilter, unshared } from "./message-filter.ts";
import { MessageKeeper, type MessageStore } from "./message-keeper.ts";
import { propertiesOf } from "./message-properties.ts";
import { MessageView } from "./message-view.ts";
import { PacketLog } from "./packet-log.ts";
import { PatternRunner, type PatternWorker } from "./pattern-runner.ts";
import type {
  ClientCommand,
  ClientReport,
  ClientState,
  CredentialsAnswer,
  ListState,
  MessageDetail,
  MessageKeep,
  MessageRow,
  TrafficState,
} from "./protocol.ts";
import { Publisher } from "./publish/publisher.ts";
import { MessageRing } from "./ring.ts";
import { Sampler } from "./sampler.ts";
import { MqttSession, type SessionOptions } from "./session.ts";
import { SubscriptionCounts } from "./subscription-counts.ts";

/** Shortest time between two patches, in milliseconds: the eye follows ten a second, and so does React with ease. */
const PATCH_INTERVAL_MS = 100;
/** Messages stored per second before sampling begins: what a person can still search, and MQTT.js on one core outruns. */
const STORED_PER_SECOND_MAX = 2_000;
/** Messages a filter tests between two patches; about 10 ms of work at 250 bytes each. */
const SCAN_SLICE = 10_000;

/** Messages before one that are searched for its predecessor on the same topic. */
const PREVIOUS_LOOK_BACK = 50_000;

export interface ClientHostOptions extends SessionOptions {
  /** Starts the thread that a person's regular expressions run on. */
  readonly openPatternWorker: () => PatternWorker;
  readonly ringBytesMax?: number;
  readonly storedPerSecondMax?: number;
  readonly patchIntervalMs?: number;
  /** Opens what keeps messages beyond the page; undefined where there is no such thing. */
  readonly openStore?: (keep: MessageKeep) => Promise<MessageStore | undefined>;
}

/**
 * What runs inside the worker: session, ring, view and packet log, and the page's commands and patches around them.
 * It knows nothing of the Worker global, so that the tests run it as it is.
 */
export class ClientHost {
  readonly #report: (report: ClientReport) => void;
  readonly #patchIntervalMs: number;
  readonly #ring: MessageRing;
  readonly #view: MessageView;
  readonly #sampler: Sampler;
  readonly #log = new PacketLog();
  readonly #session: MqttSession;
  readonly #openStore: ClientHostOptions["openStore"];
  #keeper: MessageKeeper | undefined;
  /** Commands that came while kept messages were taken back: what arrives stands after them. */
  #held: ClientCommand[] | undefined;
  readonly #publisher: Publisher;
  readonly #subscriptionCounts = new SubscriptionCounts();

  #filter: MessageFilter = EVERYTHING;
  /** The filter of the subscription that the list is filtered by, as it was compiled. */
  #filteredBy: string | undefined;
  #export: MessageExport | undefined;
  #watchPackets = false;
  #inspected: number | undefined;
  #receivedPerSecond = 0;
  #receivedBefore = 0;
  #rateTimer: ReturnType<typeof setTimeout> | undefined;

  readonly #changed = new Set<keyof ClientState>();
  #patchTimer: ReturnType<typeof setTimeout> | undefined;
  #patchedAt = Number.NEGATIVE_INFINITY;

  #nextRequestId = 1;
  readonly #requests = new Map<number, (answer: CredentialsAnswer) => void>();

  constructor(report: (report: ClientReport) => void, options: ClientHostOptions) {
    this.#report = report;
    this.#patchIntervalMs = options.patchIntervalMs ?? PATCH_INTERVAL_MS;
    this.#openStore = options.openStore;
    this.#ring = new MessageRing(options.ringBytesMax);
    this.#view = new MessageView(this.#ring, new PatternRunner(options.openPatternWorker), () => this.#touch("list"));
    this.#sampler = new Sampler(options.storedPerSecondMax ?? STORED_PER_SECOND_MAX);
    this.#session = new MqttSession(
      {
        credentials: () => this.#askCredentials(),
        changed: () => {
          if (this.#filteredBy !== this.#subscriptionFilter()) this.#setFilter(this.#filter);
          this.#publisher.connectionChanged();
          this.#touch("connection", "problem", "subscriptions", "subscriptionCounts", "list");
        },
        message: (packet) => {
          const skippedBefore = this.#sampler.judge(performance.now());
          this.#measureRate();
          this.#touch("traffic", "subscriptionCounts");
          this.#subscriptionCounts.count(packet.topic, this.#session.subscriptions);
          const stored = skippedBefore >= 0;
          if (!stored && !this.#publisher.awaitsAnswers) return;
          const properties = propertiesOf(packet);
          // A copy: MQTT.js hands out a view, which would keep the whole chunk it was read in.
          const payload = bytesOf(packet.payload);
          const message =
            stored &&
            this.#ring.push({
              at: Date.now(),
              direction: "received",
              topic: packet.topic,
              payload,
              qos: packet.qos,
              retain: packet.retain,
              dup: packet.dup,
              properties,
              skippedBefore,
              principal: undefined,
              delivery: undefined,
            });
          if (message) {
            this.#keeper?.touch();
            this.#touch("list");
          }
          if (this.#publisher.awaitsAnswers) {
            const { topic } = packet;
            this.#publisher.received({ seq: message ? message.seq : undefined, topic, payload }, properties);
          }
        },
        delivered: (token, delivery) => {
          this.#publisher.delivered(token, delivery);
          if (this.#inspected !== undefined) this.#touch("detail");
        },
        packet: (direction, packet) => {
          this.#log.packet(direction, packet, Date.now());
          if (this.#watchPackets) this.#touch("packets");
        },
        local: (event, details) => {
          this.#log.local(event, details, Date.now());
          if (this.#watchPackets) this.#touch("packets");
        },
      },
      options,
    );
    this.#publisher = new Publisher({
      session: this.#session,
      push: (message) => {
        this.#keeper?.touch();
        return this.#ring.push(message);
      },
      at: (seq) => this.#ring.at(seq),
      changed: (...parts) => this.#touch(...parts),
    });
  }

  /** Carries out a command of the page. */
  receive(command: ClientCommand): void {
    if (this.#held !== undefined) {
      this.#held.push(command);
      return;
    }
    switch (command.type) {
      case "keep":
        this.#keep(command.keep);
        break;
      case "connect":
        this.#session.connect(command.settings);
        break;
      case "disconnect":
        this.#session.disconnect();
        break;
      case "retryNow":
        this.#session.retryNow();
        break;
      case "credentials":
        this.#requests.get(command.requestId)?.(command.answer);
        this.#requests.delete(command.requestId);
        break;
      case "subscribe":
        this.#session.subscribe(command.wish);
        break;
      case "unsubscribe":
        this.#session.unsubscribe(command.id);
        break;
      case "publish":
        this.#publisher.publish(command.message);
        break;
      case "repeat":
        this.#publisher.repeat(command.repeat);
        break;
      case "stopRepeat":
        this.#publisher.stopRepeat();
        break;
      case "clearRequests":
        this.#publisher.clearRequests();
        break;
      case "window":
        this.#view.setWindow(command.window);
        this.#touch("list");
        break;
      case "filter":
        this.#setFilter(command.filter);
        break;
      case "pause":
        this.#view.pause(command.paused);
        this.#touch("list");
        break;
      case "clear":
        this.#ring.clear();
        this.#keeper?.clear();
        this.#subscriptionCounts.clear();
        this.#inspected = undefined;
        this.#touch("list", "traffic", "detail", "subscriptionCounts");
        break;
      case "memory":
        this.#ring.resize(command.bytesMax);
        this.#touch("list", "traffic", "detail");
        break;
      case "export":
        this.#export?.cancel();
        this.#export = new MessageExport(command, this.#ring, this.#view.sequenceOf(command.ranges), () =>
          this.#touch("exporting"),
        );
        break;
      case "endExport":
        this.#export?.cancel();
        this.#export = undefined;
        this.#touch("exporting");
        break;
      case "inspect":
        this.#inspected = command.seq;
        this.#touch("detail");
        break;
      case "watchPackets":
        this.#watchPackets = command.watch;
        this.#touch("packets");
        break;
    }
  }

  #setFilter(filter: MessageFilter): void {
    this.#filter = filter;
    this.#filteredBy = this.#subscriptionFilter();
    this.#view.setFilter(compileFilter(filter, this.#session.subscriptions));
    this.#touch("filter", "list");
  }

  #subscriptionFilter(): string | undefined {
    const { subscriptionId } = this.#filter;
    if (subscriptionId === undefined) return undefined;
    return this.#session.subscriptions.find(({ id }) => id === subscriptionId)?.filter;
  }

  /** Takes back kept messages before anything else is done. */
  async #keep(keep: MessageKeep): Promise<void> {
    this.#held = [];
    const store = await this.#openStore?.(keep);
    if (store !== undefined) {
      this.#keeper = new MessageKeeper(this.#ring, store);
      await this.#keeper.restore();
    }
    const held = this.#held;
    this.#held = undefined;
    this.#touch("list", "traffic");
    for (const command of held) this.receive(command);
  }

  #askCredentials(): Promise<CredentialsAnswer> {
    const requestId = this.#nextRequestId++;
    return new Promise((resolve) => {
      this.#requests.set(requestId, resolve);
      this.#report({ type: "credentialsWanted", requestId });
    });
  }

  /** Counts whole seconds while messages come, and once more when they have ceased. */
  #measureRate(): void {
    if (this.#rateTimer !== undefined) return;
    this.#receivedBefore = this.#sampler.seen - 1;
    const measure = (): void => {
      this.#receivedPerSecond = this.#sampler.seen - this.#receivedBefore;
      this.#receivedBefore = this.#sampler.seen;
      this.#rateTimer = this.#receivedPerSecond > 0 ? setTimeout(measure, 1_000) : undefined;
      this.#touch("traffic");
    };
    this.#rateTimer = setTimeout(measure, 1_000);
  }

  /** Marks parts of the state as changed; they go to the page with the next patch. */
  #touch(...parts: (keyof ClientState)[]): void {
    for (const part of parts) this.#changed.add(part);
    if (this.#patchTimer !== undefined) return;
    const wait = Math.max(0, this.#patchedAt + this.#patchIntervalMs - performance.now());
    this.#patchTimer = setTimeout(() => this.#patch(), wait);
  }

  #patch(): void {
    this.#patchTimer = undefined;
    this.#patchedAt = performance.now();
    const changed = new Set(this.#changed);
    this.#changed.clear();
    const patch: { -readonly [K in keyof ClientState]?: ClientState[K] } = {};
    if (changed.has("connection")) patch.connection = this.#session.connection;
    if (changed.has("problem")) patch.problem = this.#session.problem;
    if (changed.has("subscriptions")) patch.subscriptions = this.#session.subscriptions;
    if (changed.has("filter")) patch.filter = this.#filter;
    if (changed.has("exporting")) patch.exporting = this.#export?.state;
    if (changed.has("list")) patch.list = this.#list();
    if (changed.has("list") || changed.has("traffic")) patch.traffic = this.#traffic();
    if (changed.has("subscriptionCounts")) {
      patch.subscriptionCounts = this.#subscriptionCounts.read(this.#session.subscriptions);
    }
    if (changed.has("lastSent")) {
      const { lastSent } = this.#publisher;
      patch.lastSent = lastSent && this.#row(lastSent);
    }
    if (changed.has("repeat")) patch.repeat = this.#publisher.repetition;
    if (changed.has("requests")) patch.requests = this.#publisher.requests;
    if (changed.has("detail")) patch.detail = this.#detail();
    if (changed.has("packets")) patch.packets = this.#watchPackets ? this.#log.entries : [];
    this.#report({ type: "patch", patch });
  }

  #list(): ListState {
    // What the slice leaves over is the next patch's work.
    if (!this.#view.advance(SCAN_SLICE)) this.#touch("list");
    const { messages, ...slice } = this.#view.read();
    return { ...slice, rows: messages.map((message) => this.#row(message)), paused: this.#view.paused };
  }

  #traffic(): TrafficState {
    const oneIn = this.#sampler.oneIn(performance.now());
    return {
      stored: this.#ring.length,
      storedBytes: this.#ring.bytes,
      storedBytesMax: this.#ring.bytesMax,
      evicted: this.#ring.evicted,
      received: this.#sampler.seen,
      sent: this.#publisher.sent,
      receivedPerSecond: this.#receivedPerSecond,
      oneIn,
      skipped: this.#sampler.skipped,
    };
  }

  #row(message: Message): MessageRow {
    const { payload, properties, ...rest } = message;
    const subscription = this.#session.subscriptions.find(({ filter }) => filterMatches(unshared(filter), rest.topic));
    return {
      ...rest,
      ...previewPayloadAs(subscription?.decodeAs, payload),
      payloadBytes: payload.byteLength,
      subscriptionId: message.direction === "received" ? subscription?.id : undefined,
    };
  }

  #detail(): MessageDetail | undefined {
    const message = this.#inspected === undefined ? undefined : this.#ring.at(this.#inspected);
    if (message === undefined) return undefined;
    const { payload, properties } = message;
    const previous = this.#ring.previousOf(message, PREVIOUS_LOOK_BACK);
    return {
      row: this.#row(message),
      properties,
      payload,
      previous: previous && { seq: previous.seq, at: previous.at, payload: previous.payload },
    };
  }
}

function bytesOf(payload: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return typeof payload === "string" ? new TextEncoder().encode(payload) : new Uint8Array(payload);
}
