import { once } from "node:events";
import { Histogram } from "./histogram.ts";
import { open } from "./open.ts";
import { now, Publisher } from "./publisher.ts";
import type { DrainSpec, LoadReport, TrafficSpec } from "./spec.ts";
import { type Sender, Subscriber } from "./subscriber.ts";
import { topicOf } from "./topics.ts";

/** Fills the queues of clients that are away; then one after the other returns, takes what is there and acknowledges it. */
export async function runDrain(spec: DrainSpec, report: (message: LoadReport) => void): Promise<void> {
  const { door, clients, queued } = spec;
  for (let i = 0; i < clients; i++) {
    const client = await open(door, { ...returning(i), filters: [topicOf(i)] });
    client.socket.destroy();
  }
  await Promise.all(Array.from({ length: clients }, (_, i) => fill(spec, i)));
  const latencies = new Histogram();
  report({ event: "started" });
  const start = now();
  for (let i = 0; i < clients; i++) {
    const from = now();
    await drain(spec, i);
    latencies.record(now() - from);
  }
  const seconds = (now() - start) / 1e6;
  const [p50Ms, p99Ms] = [latencies.percentileMs(0.5), latencies.percentileMs(0.99)];
  report({ event: "stopped", count: clients * queued, seconds, p50Ms, p99Ms });
}

const returning = (index: number) => ({ clientId: `returning-${index}`, persistent: true, qos: 1 }) as const;

function trafficOf({ door, payloadBytes }: DrainSpec): TrafficSpec {
  return {
    ...{ kind: "traffic", door, publishers: 1, subscribers: 1, warmUpSeconds: 0, measureSeconds: 0 },
    ...{ subscriptions: "own", qos: 1, payloadBytes, window: 200, sessions: "away" },
  };
}

/** Publishes until the queue has its messages, all acknowledged. */
async function fill(spec: DrainSpec, index: number): Promise<void> {
  const client = await open(spec.door, { clientId: `filling-${index}` });
  await new Promise<void>((resolve) => {
    let left = spec.queued;
    const onAcked = (): void => {
      if (--left === 0) resolve();
    };
    new Publisher(client, index, trafficOf(spec), { onAcked, quota: spec.queued }).fill();
  });
  client.socket.destroy();
}

/** From the CONNECT to the last delivery. */
async function drain(spec: DrainSpec, index: number): Promise<void> {
  const client = await open(spec.door, returning(index));
  await new Promise<void>((resolve) => {
    let left = spec.queued;
    const sender: Sender = {
      delivered() {
        if (--left === 0) resolve();
      },
      fill() {},
    };
    const tally = { deliveries: 0, latencies: new Histogram() };
    new Subscriber(client, { ...trafficOf(spec), firstNumber: index }, [sender], tally);
    client.onBytes(client.early);
  });
  client.socket.end();
  await once(client.socket, "close");
}
