import type { Counters } from "./counters.ts";
import { EMPTY } from "./empty.ts";
import { Message } from "./message.ts";
import { route } from "./route.ts";
import type { Tenant } from "./tenant.ts";

const ROOT = "$SYS/broker";
const MINUTE_MS = 60_000;
/** As Unix and Mosquitto give load. */
const LOAD_MINUTES = [1, 5, 15] as const;

/** What load is told of: how much of it there was a minute. */
const LOADS: readonly [topic: string, total: (counters: Counters) => number][] = [
  ["connections", (counters) => counters.connectionsAccepted],
  ["messages/received", (counters) => counters.messagesReceived],
  ["messages/sent", (counters) => counters.messagesSent],
  ["bytes/received", (counters) => counters.bytesReceived],
  ["bytes/sent", (counters) => counters.bytesSent],
  ["publish/dropped", droppedOf],
];

/**
 * `$SYS/broker/…` of one tenant: its own numbers only, under Mosquitto's names where Mosquitto has one. Published at an
 * interval while somebody is subscribed to a filter that begins with `$SYS`, and within a second when the first one
 * comes; never retained. docs/sys.md lists the topics.
 *
 * Load is an average that forgets: of the last 1, 5 and 15 minutes. It is measured whether anybody listens or not,
 * which costs a tenant 18 multiplications an interval.
 */
export class SysTopics {
  readonly #tenant: Tenant;
  #listenedTo = false;
  #measuredAtMs: number;
  /** Of LOADS, at the last measurement. */
  readonly #totals: number[] = LOADS.map(() => 0);
  /** Per minute, of LOADS, each for LOAD_MINUTES. */
  readonly #loads: number[] = LOADS.flatMap(() => LOAD_MINUTES.map(() => 0));

  constructor(tenant: Tenant) {
    this.#tenant = tenant;
    this.#measuredAtMs = tenant.broker.clock.now();
  }

  /** Called every second. */
  tell(): void {
    const { broker, receivers } = this.#tenant;
    const { sysIntervalSeconds } = broker;
    if (sysIntervalSeconds === 0) return;
    const nowMs = broker.clock.now();
    const due = nowMs - this.#measuredAtMs >= sysIntervalSeconds * 1000;
    if (due) this.#measure(nowMs);
    const listenedTo = receivers.tree.hasFirstLevel("$SYS");
    if (listenedTo && (due || !this.#listenedTo)) this.#publishAll();
    this.#listenedTo = listenedTo;
  }

  #measure(nowMs: number): void {
    const elapsedMs = nowMs - this.#measuredAtMs;
    this.#measuredAtMs = nowMs;
    const { counters } = this.#tenant;
    LOADS.forEach(([, totalOf], i) => {
      const total = totalOf(counters);
      const perMinute = ((total - (this.#totals[i] ?? 0)) * MINUTE_MS) / elapsedMs;
      this.#totals[i] = total;
      LOAD_MINUTES.forEach((minutes, j) => {
        const at = i * LOAD_MINUTES.length + j;
        const kept = Math.exp(-elapsedMs / (minutes * MINUTE_MS));
        this.#loads[at] = perMinute + kept * ((this.#loads[at] ?? 0) - perMinute);
      });
    });
  }

  #publishAll(): void {
    const { broker, sessions, counters, retained, receivers } = this.#tenant;
    const uptimeSeconds = Math.floor((broker.clock.now() - broker.startedAtMs) / 1000);
    this.#publish("version", `Hato ${broker.version}`);
    this.#publish("uptime", `${uptimeSeconds} seconds`);
    this.#publish("clients/connected", sessions.online);
    this.#publish("clients/disconnected", sessions.size - sessions.online);
    this.#publish("clients/total", sessions.size);
    this.#publish("messages/received", counters.messagesReceived);
    this.#publish("messages/sent", counters.messagesSent);
    this.#publish("messages/dropped", droppedOf(counters));
    this.#publish("publish/messages/received", counters.messagesReceived);
    this.#publish("publish/messages/sent", counters.messagesSent);
    this.#publish("publish/messages/dropped", droppedOf(counters));
    this.#publish("bytes/received", counters.bytesReceived);
    this.#publish("bytes/sent", counters.bytesSent);
    this.#publish("retained messages/count", retained.size);
    this.#publish("subscriptions/count", receivers.size);
    LOADS.forEach(([topic], i) => {
      LOAD_MINUTES.forEach((minutes, j) => {
        const load = this.#loads[i * LOAD_MINUTES.length + j] ?? 0;
        this.#publish(`load/${topic}/${minutes}min`, load.toFixed(2));
      });
    });
  }

  /** Not through Tenant.publish, which would count a topic that nobody asked for as unrouted. */
  #publish(name: string, value: string | number): void {
    const tenant = this.#tenant;
    const topic = `${ROOT}/${name}`;
    if (tenant.receivers.of(topic).length === 0) return;
    const payload = Buffer.from(String(value));
    route(tenant, Message.fromParts(topic, payload, 0, false, EMPTY, undefined, tenant.broker.clock), undefined);
  }
}

function droppedOf({ dropped }: Counters): number {
  let total = 0;
  for (const count of Object.values(dropped)) total += count;
  return total;
}
