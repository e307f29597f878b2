import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { QoS } from "#core/mqtt/packets.ts";
import { type HatoProcess, makeDataDir, startHato } from "#test/hato.ts";
import { type Findings, Ledger } from "./ledger.ts";
import { Random } from "./random.ts";
import { SessionClient } from "./session-client.ts";

export interface TortureOptions {
  readonly seconds: number;
  readonly seed: number;
  readonly log?: (line: string) => void;
}

export interface Report extends Findings {
  brokerKills: number;
  databaseKills: number;
  takeovers: number;
}

const PUBLISHERS = 4;
const TOPICS = 3;
/** Unacknowledged messages of one publisher. */
const WINDOW = 24;
/** Subscribers stay, their connections do not. */
const SUBSCRIBERS = [
  { name: "steady", qos: 2, habit: "steady" },
  { name: "steady-1", qos: 1, habit: "steady" },
  { name: "flaky", qos: 2, habit: "flaky" },
  { name: "flaky-1", qos: 1, habit: "flaky" },
  { name: "dead", qos: 2, habit: "dead" },
  { name: "slow", qos: 1, habit: "slow" },
  { name: "usurped", qos: 2, habit: "usurped" },
] as const satisfies readonly { name: string; qos: QoS; habit: string }[];
/** For everything to arrive once the blows have ended. */
const SETTLE_SECONDS = 60;
const ANSWER_MS = 20_000;

/**
 * A real broker on a real Postgres under random traffic, killed again and again, one and the other; then everything the
 * clients were promised is held against their own log.
 */
export async function torture({ seconds, seed, log = () => {} }: TortureOptions): Promise<Report> {
  const run = new Torture(seed, log);
  try {
    return await run.run(seconds);
  } finally {
    await run.end();
  }
}

class Torture {
  readonly #random: Random;
  readonly #log: (line: string) => void;
  readonly #ledger = new Ledger();
  readonly #dataDir = makeDataDir();
  readonly #clients = new Set<SessionClient>();
  readonly #reconnecting = new Set<SessionClient>();
  #hato: HatoProcess | undefined;
  #port = 0;
  #over = false;
  #retained = new Map<string, { published: number; accepted: number }>();
  readonly #counts = { brokerKills: 0, databaseKills: 0, takeovers: 0 };

  constructor(seed: number, log: (line: string) => void) {
    this.#random = new Random(seed);
    this.#log = log;
  }

  async run(seconds: number): Promise<Report> {
    await this.#start();
    const subscribers = SUBSCRIBERS.map(({ name }) => this.#client(name));
    for (const [i, client] of subscribers.entries()) {
      client.onMessage = ({ payload, packetId, dup }) => {
        const how = `${packetId}${dup ? " DUP" : ""} at ${new Date().toISOString()} in life ${this.#counts.brokerKills}`;
        this.#ledger.received(client.clientId, payload.toString(), how);
      };
      await this.#keepConnected(client);
      await answered(client.subscribe("t/#", (SUBSCRIBERS[i] as { qos: QoS }).qos));
    }
    const changing = this.#client("changing");
    await this.#keepConnected(changing);
    const work: Promise<void>[] = [];
    for (const [i, client] of subscribers.entries())
      work.push(this.#live(client, (SUBSCRIBERS[i] as { habit: string }).habit));
    for (let i = 0; i < PUBLISHERS; i++) work.push(this.#publish(this.#client(`publisher-${i}`)));
    const wanted = new Map<string, boolean>();
    work.push(this.#change(changing, wanted));

    const end = Date.now() + seconds * 1000;
    while (Date.now() < end) {
      await sleep(this.#random.between(300, 2_500));
      if (this.#random.chance(0.3)) await this.#killDatabase();
      else await this.#killBroker();
    }
    this.#over = true;
    await Promise.all(work);
    this.#log("settling");
    await this.#settle();
    this.#log("checking");
    await this.#checkSubscriptions(changing, wanted);
    await this.#checkRetained();
    return { ...this.#ledger.findings(SUBSCRIBERS), ...this.#counts };
  }

  async end(): Promise<void> {
    this.#over = true;
    for (const client of this.#clients) {
      client.onGone = () => {};
      client.kill();
    }
    const ended = await this.#hato?.stop();
    if (ended !== undefined && ended.stderr !== "") this.#log(ended.stderr.trimEnd());
    rmSync(this.#dataDir, { recursive: true, force: true });
  }

  #client(name: string): SessionClient {
    const client = new SessionClient(name);
    client.onViolation = (what) => this.#ledger.violations.push(what);
    client.onAccepted = (packet, reasonCode) => this.#onAccepted(packet.topic, packet.payload.toString(), reasonCode);
    this.#clients.add(client);
    return client;
  }

  #onAccepted(topic: string, payload: string, reasonCode: number): void {
    const retained = this.#retained.get(topic);
    if (retained === undefined) this.#ledger.accepted(payload, reasonCode);
    else if (reasonCode < 0x80) retained.accepted = Math.max(retained.accepted, Number(payload));
  }

  async #start(): Promise<void> {
    const hato = await startHato({
      env: { DATA_DIR: this.#dataDir, ANONYMOUS_TENANT: "torture", BOOTSTRAP_TENANT: "torture", LOG_LEVEL: "warn" },
    });
    this.#hato = hato;
    this.#port = hato.ready.mqtt;
  }

  async #killBroker(): Promise<void> {
    const hato = this.#hato;
    if (hato === undefined) return;
    this.#counts.brokerKills++;
    hato.child.kill("SIGKILL");
    const { stderr } = await hato.ended;
    this.#log(`broker killed (${this.#counts.brokerKills})`);
    if (stderr !== "") this.#log(stderr.trimEnd());
    await this.#start();
  }

  async #killDatabase(): Promise<void> {
    let pid: number;
    try {
      pid = Number(readFileSync(join(this.#dataDir, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
      process.kill(pid, "SIGKILL");
    } catch {
      return; // between two lives
    }
    this.#counts.databaseKills++;
    this.#log(`database killed (${this.#counts.databaseKills})`);
  }

  /** Has the client come back whenever its connection ends, until the test is over; resolves when it first is there. */
  async #keepConnected(client: SessionClient): Promise<void> {
    client.onGone = () => void this.#reconnect(client);
    await this.#reconnect(client);
  }

  async #reconnect(client: SessionClient): Promise<void> {
    if (this.#reconnecting.has(client)) return;
    this.#reconnecting.add(client);
    while (!client.connected) {
      await Promise.race([client.connect(this.#port), late()]).catch(() => client.abandon());
      if (!client.connected) await sleep(this.#random.between(20, 120));
    }
    this.#reconnecting.delete(client);
  }

  async #publish(client: SessionClient): Promise<void> {
    await this.#keepConnected(client);
    const retainedTopic = `r/${client.clientId}`;
    this.#retained.set(retainedTopic, { published: 0, accepted: 0 });
    while (!this.#over) {
      await sleep(this.#random.between(1, 15));
      for (let i = 0; i < 4 && client.unacknowledged < WINDOW; i++) {
        if (this.#random.chance(0.02)) {
          const retained = this.#retained.get(retainedTopic);
          if (retained !== undefined) client.publish(retainedTopic, String(++retained.published), 1, true);
          continue;
        }
        const topic = `t/${client.clientId}/${Math.floor(this.#random.between(0, TOPICS))}`;
        const qos = this.#random.pick([0, 1, 1, 2] as const);
        client.publish(topic, this.#ledger.next(client.clientId, topic, qos), qos);
      }
      if (this.#random.chance(0.005)) client.kill();
    }
  }

  async #live(client: SessionClient, habit: string): Promise<void> {
    while (!this.#over) {
      await sleep(this.#random.between(100, 1_500));
      if (this.#over) return;
      switch (habit) {
        case "flaky":
          client.kill();
          break;
        case "slow":
          client.pauseReading();
          await sleep(this.#random.between(200, 1_500));
          client.resumeReading();
          break;
        case "usurped":
          // The broker must end the older connection, and lose nothing between the two.
          this.#counts.takeovers++;
          await Promise.race([client.connect(this.#port), late()]).catch(() => client.abandon());
          if (!client.connected) await this.#reconnect(client);
          break;
        case "dead":
          client.onGone = () => {};
          client.kill();
          await sleep(this.#random.between(1_000, 6_000));
          await this.#keepConnected(client);
          await sleep(this.#random.between(0, 1_500));
      }
    }
  }

  /** Subscribes and unsubscribes; remembers what was acknowledged. */
  async #change(client: SessionClient, wanted: Map<string, boolean>): Promise<void> {
    while (!this.#over) {
      await sleep(this.#random.between(20, 200));
      if (!client.connected) continue;
      const filter = `u/${Math.floor(this.#random.between(0, 8))}`;
      const subscribe = this.#random.chance(0.6);
      // Unknown until acknowledged: the broker may have done it or not.
      wanted.delete(filter);
      const asked = subscribe ? client.subscribe(filter, 1) : client.unsubscribe(filter);
      const answer = await Promise.race([asked, sleep(3_000)]);
      if (answer !== undefined) wanted.set(filter, subscribe);
    }
  }

  async #settle(): Promise<void> {
    const deadline = Date.now() + SETTLE_SECONDS * 1000;
    const unfinished = () => [...this.#clients].some((client) => !client.connected || client.unacknowledged > 0);
    while (Date.now() < deadline && (unfinished() || !this.#ledger.complete(SUBSCRIBERS))) await sleep(100);
    // Duplicates would come now.
    await sleep(1_000);
    for (const client of this.#clients) {
      if (client.connected && client.unacknowledged === 0) continue;
      this.#ledger.violations.push(
        `${client.clientId}: ${client.connected ? "connected" : "away"}, ${client.unacknowledged} unacknowledged`,
      );
    }
  }

  async #checkSubscriptions(client: SessionClient, wanted: ReadonlyMap<string, boolean>): Promise<void> {
    const got = new Set<string>();
    client.onMessage = (packet) => got.add(packet.topic);
    const asking = this.#client("asking");
    await this.#keepConnected(asking);
    for (const filter of wanted.keys()) asking.publish(filter, "?", 1);
    await until(() => asking.unacknowledged === 0);
    await sleep(500);
    for (const [filter, subscribed] of wanted) {
      if (got.has(filter) !== subscribed) {
        this.#ledger.violations.push(`subscription ${filter}: ${subscribed ? "lost" : "came back"}`);
      }
    }
  }

  async #checkRetained(): Promise<void> {
    const got = new Map<string, number>();
    const looking = this.#client("looking");
    looking.onMessage = (packet) => got.set(packet.topic, Number(packet.payload.toString()));
    await this.#keepConnected(looking);
    await answered(looking.subscribe("r/#", 1));
    await sleep(500);
    for (const [topic, { accepted, published }] of this.#retained) {
      const value = got.get(topic) ?? 0;
      if (value < accepted || value > published) {
        this.#ledger.violations.push(`retained ${topic}: ${value}, though ${accepted} was acknowledged`);
      }
    }
  }
}

function late(): Promise<never> {
  return new Promise((_, reject) => setTimeout(() => reject(new Error("no answer")), ANSWER_MS).unref());
}

async function answered(answer: Promise<number>): Promise<void> {
  await Promise.race([answer, late()]);
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + ANSWER_MS;
  while (!condition() && Date.now() < deadline) await sleep(20);
}
