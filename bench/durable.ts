import { once } from "node:events";
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { decodePacket } from "#core/mqtt/decode.ts";
import { encodePacket } from "#core/mqtt/encode.ts";
import { FrameReader } from "#core/mqtt/frame-reader.ts";
import * as mqtt from "#core/mqtt/packets.ts";
import { startEmbedded } from "#db/embedded.ts";
import { makeDataDir, startHato } from "#test/hato.ts";

/**
 * `npm run bench:durable`: what durability costs, against a real broker process on the embedded PostgreSQL with fsync on.
 * Load and broker share this machine, so every figure is a lower bound.
 */
const PAYLOAD_BYTES = 64;
const SECONDS = 8;

class Client {
  readonly socket: Socket;
  acked = 0;
  received = 0;
  onAck: () => void = () => {};
  readonly #reader = new FrameReader(Number.POSITIVE_INFINITY);
  #connack: (() => void) | undefined;

  constructor(port: number) {
    this.socket = connect({ host: "127.0.0.1", port, noDelay: true });
    this.socket.on("error", () => {});
    this.socket.on("data", (chunk) => this.#read(chunk));
  }

  static async open(port: number, clientId: string, persistent: boolean): Promise<Client> {
    const client = new Client(port);
    const there = new Promise<void>((resolve) => {
      client.#connack = resolve;
    });
    const head = { type: mqtt.CONNECT, protocolVersion: 4, bridge: false, keepAlive: 0, will: undefined } as const;
    const who = { clientId, cleanStart: !persistent, username: undefined, password: undefined, properties: {} };
    client.socket.write(encodePacket({ ...head, ...who }, 4));
    await there;
    return client;
  }

  async subscribe(filter: string): Promise<void> {
    const answer = new Promise<void>((resolve) => {
      this.#connack = resolve;
    });
    const request = { filter, qos: 1, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
    this.socket.write(encodePacket({ type: mqtt.SUBSCRIBE, packetId: 1, requests: [request], properties: {} }, 4));
    await answer;
  }

  #read(chunk: Buffer): void {
    this.#reader.push(chunk);
    const acks: Buffer[] = [];
    while (this.#reader.next()) {
      const { type, bytes, bodyStart } = this.#reader;
      if (type === mqtt.PUBACK) {
        this.acked++;
        this.onAck();
      } else if (type === mqtt.PUBLISH) {
        this.received++;
        const at = bodyStart + 2 + bytes.readUInt16BE(bodyStart);
        acks.push(Buffer.from([0x40, 2, bytes[at] as number, bytes[at + 1] as number]));
      } else {
        decodePacket(this.#reader, 4);
        this.#connack?.();
      }
    }
    if (acks.length > 0) this.socket.write(Buffer.concat(acks));
  }
}

/** Publishes QoS 1 with `window` unacknowledged, until told to stop. */
function flood(client: Client, topic: string, window: number): () => void {
  let sent = 0;
  let stopped = false;
  const frame = encodePacket(
    {
      type: mqtt.PUBLISH,
      dup: false,
      qos: 1,
      retain: false,
      topic,
      packetId: 1,
      payload: Buffer.alloc(PAYLOAD_BYTES, 0x61),
      properties: {},
    },
    4,
  );
  const at = 4 + Buffer.byteLength(topic);
  const send = () => {
    const frames: Buffer[] = [];
    while (!stopped && sent - client.acked < window) {
      const copy = Buffer.from(frame);
      copy.writeUInt16BE((sent++ % 65_535) + 1, at);
      frames.push(copy);
    }
    if (frames.length > 0) client.socket.write(Buffer.concat(frames));
  };
  let scheduled = false;
  client.onAck = () => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      send();
    });
  };
  send();
  return () => {
    stopped = true;
  };
}

async function rate(count: () => number): Promise<number> {
  await sleep(2_000);
  const before = count();
  const start = performance.now();
  await sleep(SECONDS * 1000);
  return ((count() - before) / (performance.now() - start)) * 1000;
}

function fsyncMs(directory: string): number {
  const file = join(directory, "fsync");
  const descriptor = openSync(file, "w");
  const times: number[] = [];
  for (let i = 0; i < 200; i++) {
    const start = performance.now();
    writeSync(descriptor, Buffer.alloc(8192, i));
    fdatasyncSync(descriptor);
    times.push(performance.now() - start);
  }
  closeSync(descriptor);
  rmSync(file);
  return median(times);
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

function tell(what: string, value: string): void {
  process.stdout.write(`${what.padEnd(64)} ${value}\n`);
}

const perSecond = (value: number) => `${Math.round(value).toLocaleString("en")} msg/s`;

const dataDir = makeDataDir();
const env = { DATA_DIR: dataDir, ANONYMOUS_TENANT: "bench", BOOTSTRAP_TENANT: "bench", LOG_LEVEL: "warn" };
let hato = await startHato({ env });
try {
  await rates();
  await hato.stop();
  await restart();
} finally {
  await hato.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

async function rates(): Promise<void> {
  const { mqtt: port } = hato.ready;
  // A lone publisher to an offline session.
  const lone = await Client.open(port, "lone-receiver", true);
  await lone.subscribe("lone");
  lone.socket.destroy();
  const publisher = await Client.open(port, "lone-publisher", false);
  const latencies: number[] = [];
  for (let i = 0; i < 500; i++) {
    const start = performance.now();
    const acked = new Promise<void>((resolve) => {
      publisher.onAck = resolve;
    });
    const packet = { type: mqtt.PUBLISH, dup: false, qos: 1, retain: false, topic: "lone", properties: {} } as const;
    publisher.socket.write(encodePacket({ ...packet, packetId: i + 1, payload: Buffer.alloc(PAYLOAD_BYTES) }, 4));
    await acked;
    latencies.push(performance.now() - start);
  }
  tell("fdatasync of 8 KiB, median", `${fsyncMs(dataDir).toFixed(2)} ms`);
  tell("QoS 1 to an offline session, one at a time, median", `${median(latencies).toFixed(2)} ms`);

  // Ephemeral and persistent receivers, online.
  const measured: Record<string, number> = {};
  for (const persistent of [false, true]) {
    const receivers = await Promise.all(
      [0, 1, 2, 3].map((i) => Client.open(port, `online-${persistent}-${i}`, persistent)),
    );
    const senders: Client[] = [];
    for (const [i, receiver] of receivers.entries()) {
      await receiver.subscribe(`online/${persistent}/${i}`);
      senders.push(await Client.open(port, `sender-${persistent}-${i}`, false));
    }
    const stops = senders.map((sender, i) => flood(sender, `online/${persistent}/${i}`, 64));
    const value = await rate(() => senders.reduce((sum, sender) => sum + sender.acked, 0));
    measured[String(persistent)] = value;
    tell(`QoS 1 to online ${persistent ? "persistent" : "ephemeral"} sessions, 4 pairs`, perSecond(value));
    for (const stop of stops) stop();
    await sleep(500);
    for (const client of [...receivers, ...senders]) client.socket.destroy();
  }
  tell("  persistent to ephemeral", ((measured.true ?? 0) / (measured.false ?? 1)).toFixed(2));

  // Many publishers to offline sessions; queues at their limit drop their oldest.
  const away = 50;
  for (let i = 0; i < away; i++) {
    const receiver = await Client.open(port, `away-${i}`, true);
    await receiver.subscribe(`away/${i}`);
    receiver.socket.destroy();
  }
  const floods: Client[] = [];
  for (let i = 0; i < away; i++) floods.push(await Client.open(port, `flood-${i}`, false));
  const stops = floods.map((client, i) => flood(client, `away/${i}`, 200));
  const value = await rate(() => floods.reduce((sum, client) => sum + client.acked, 0));
  tell(`QoS 1 to ${away} offline sessions, acknowledged`, perSecond(value));
  for (const stop of stops) stop();
  await sleep(1_000);
  for (const client of floods) client.socket.destroy();

  // Clients come back.
  const start = performance.now();
  const back = await Promise.all(Array.from({ length: 10 }, (_, i) => Client.open(port, `away-${i}`, true)));
  let total = 0;
  for (let last = -1; total !== last; ) {
    last = total;
    await sleep(300);
    total = back.reduce((sum, client) => sum + client.received, 0);
  }
  tell("Queues drained by 10 returning clients", perSecond((total / (performance.now() - start - 300)) * 1000));
  for (const client of back) client.socket.destroy();
}

/** 100 000 sessions, 300 000 subscriptions, 1 000 000 messages, put there by SQL. */
async function restart(): Promise<void> {
  const embedded = await startEmbedded({ dataDir });
  const sql = postgres(embedded.url, { max: 1, onnotice: () => {} });
  await sql`truncate sessions, subscriptions, deliveries, messages`;
  await sql`insert into sessions (tenant_id, principal_id, client_id, client_key, id, protocol_version, session_expiry_interval,
      identity, disconnected_at)
    select t.id, 'anonymous', 'device-' || i, 'device-' || i, 1000000000 + i, 4, 86400,
      '{"deviceName":"anonymous","labels":{},"address":"","transport":"tcp"}', now()
    from tenants t, generate_series(1, 100000) i where t.slug = 'bench'`;
  await insertSubscriptions(sql);
  await sql`insert into deliveries (tenant_id, session_id, seq, packet_id, released, qos, retain, message_qos, bytes,
      expires_at_ms, topic_bytes, properties_bytes, body)
    select t.id, 1000000000 + 1 + i % 100000, 2000000000 + i, 0, false, 1, false, 1, 76, 0, 12, 0,
      convert_to('command/1234', 'UTF8') || decode(repeat('61', 64), 'hex')
    from tenants t, generate_series(1, 1000000) i where t.slug = 'bench'`;
  await sql`update journal set seq = 3000000000`;
  await sql`vacuum analyze`;
  await sql.end();
  await embedded.stop();
  const start = performance.now();
  hato = await startHato({ env });
  tell(
    "Ready with 100 000 sessions, 300 000 subscriptions, 1 000 000 queued",
    `${((performance.now() - start) / 1000).toFixed(1)} s`,
  );
  const metrics = await (await fetch(`http://127.0.0.1:${hato.ready.control}/metrics`)).text();
  const rss = Number(/^process_resident_memory_bytes (\d+)/m.exec(metrics)?.[1]);
  tell("  resident memory", `${Math.round(rss / 2 ** 20)} MiB`);
  const client = await Client.open(hato.ready.mqtt, "device-1", true);
  await once(client.socket, "data");
  client.socket.destroy();
}

async function insertSubscriptions(sql: postgres.Sql): Promise<void> {
  await sql`insert into subscriptions (tenant_id, session_id, name, name_key, qos, no_local, retain_as_published, identifier)
    select t.id, 1000000000 + 1 + i % 100000, n.name, n.name, 1, false, false, 0
    from tenants t, generate_series(1, 300000) i, lateral (select 'site/' || i % 1000 || '/device/' || i || '/#' as name) n
    where t.slug = 'bench'`;
}
