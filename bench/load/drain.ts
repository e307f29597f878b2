import { once } from "node:events";
import { Histogram } from "./histogram.ts";
import { open } from "./open.ts";
import { now, Publisher } from "./publisher.ts";
import type { DrainSpec, LoadReport, TrafficSpec } from "./spec.ts";
import { type Sender, Subscriber } from "./subscriber.ts";
import { topicOf } from "./topics.ts";

/** The topic's number when there is one for all. */
const COMMON = 9_999;

/** Fills the queues of clients that are away; then one after the other returns, takes what is there and acknowledges it. */
export async function runDrain(spec: DrainSpec, report: (message: LoadReport) => void): Promise<void> {
  const { door, clients, queued } = spec;
  for (let i = 0; i < clients; i++) {
    const client = await open(door, { ...returning(spec, i), filters: [topicOf(topicNumber(spec, i))] });
    client.socket.destroy();
  }
  const topics = new Set(Array.from({ length: clients }, (_, i) => topicNumber(spec, i)));
  await Promise.all(Array.from(topics, (topic) => fill(spec, topic)));
  const latencies = new Histogram();
  report({ event: "started" });
  const start = now();
  for (let i = 0; i < clients; i++) {
    const from = now();
    await drain(spec, i);
    latencies.record(now() - from);
  }
  const seconds = (now() - start) / 1e6;
  report({ event: "stopped", count: clients * queued, seconds, ...latencies.summary() });
}

const topicNumber = ({ topics }: DrainSpec, client: number): number => (topics === "own" ? client : COMMON);

const returning = ({ topics }: DrainSpec, client: number) =>
  ({ clientId: `returning-${topics}-${client}`, persistent: true, qos: 1 }) as const;

function trafficOf({ door, payloadBytes }: DrainSpec): TrafficSpec {
  return {
    ...{ kind: "traffic", door, publishers: 1, subscribers: 1, warmUpSeconds: 0, measureSeconds: 0 },
    ...{ subscriptions: "own", qos: 1, payloadBytes, window: 200, sessions: "away" },
  };
}

/** Publishes until the topic's queues have their messages, all acknowledged. */
async function fill(spec: DrainSpec, topic: number): Promise<void> {
  const client = await open(spec.door, { clientId: `filling-${topic}` });
  await new Promise<void>((resolve) => {
    let left = spec.queued;
    const onAcked = (): void => {
      if (--left === 0) resolve();
    };
    new Publisher(client, topic, trafficOf(spec), { onAcked, quota: spec.queued }).fill();
  });
  client.socket.destroy();
}

/** From the CONNECT to the last delivery. */
async function drain(spec: DrainSpec, index: number): Promise<void> {
  const client = await open(spec.door, returning(spec, index));
  await new Promise<void>((resolve) => {
    let left = spec.queued;
    const sender: Sender = {
      delivered() {
        if (--left === 0) resolve();
      },
      fill() {},
    };
    const tally = { deliveries: 0, latencies: new Histogram() };
    new Subscriber(client, { ...trafficOf(spec), firstNumber: topicNumber(spec, index) }, [sender], tally);
    client.onBytes(client.early);
  });
  client.socket.end();
  await once(client.socket, "close");
}
