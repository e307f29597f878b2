import { Histogram } from "./histogram.ts";
import { open } from "./open.ts";
import { Pacer } from "./pacer.ts";
import { now, Publisher } from "./publisher.ts";
import type { LoadReport, TrafficSpec } from "./spec.ts";
import { type Sender, Subscriber, type Tally } from "./subscriber.ts";
import { filtersOf } from "./topics.ts";

/** Messages from publishers to subscribers for a while, in a closed loop or paced. */
export async function runTraffic(spec: TrafficSpec, report: (message: LoadReport) => void): Promise<void> {
  const tally: Tally = { deliveries: 0, latencies: new Histogram() };
  const away = spec.sessions === "away";
  const onAcked = (sentAt: number): void => {
    if (!away) return;
    tally.deliveries++;
    tally.latencies.record(((now() | 0) - sentAt) >>> 0);
  };
  const publishers: Publisher[] = [];
  const first = spec.firstNumber ?? 0;
  for (let i = first; i < first + spec.publishers; i++) {
    publishers.push(new Publisher(await open(spec.door, { clientId: `publisher-${i}` }), i, spec, { onAcked }));
  }
  const { pacedPerSecond } = spec;
  const pacer = pacedPerSecond === undefined ? undefined : new Pacer(publishers, pacedPerSecond);
  const senders: readonly Sender[] = pacer === undefined ? publishers : publishers.map(() => pacer);
  for (let i = first; i < first + spec.subscribers; i++) {
    const filters = filtersOf(i, spec.subscriptions);
    const persistent = spec.sessions !== undefined && spec.sessions !== "ephemeral";
    const client = await open(spec.door, { clientId: `subscriber-${i}`, filters, qos: spec.qos, persistent });
    if (away) client.socket.destroy();
    else new Subscriber(client, spec, senders, tally);
  }
  if (pacer === undefined) for (const publisher of publishers) publisher.fill();
  else pacer.begin(spec.sleeps ?? false);
  await wait(spec.warmUpSeconds);
  tally.deliveries = 0;
  tally.latencies.clear();
  pacer?.lateness.clear();
  const start = now();
  report({ event: "started" });
  await wait(spec.measureSeconds);
  const { deliveries: count, latencies } = tally;
  const seconds = (now() - start) / 1e6;
  const lateP99Ms = pacer?.lateness.percentileMs(0.99);
  report({ event: "stopped", count, seconds, ...latencies.summary(), ...(lateP99Ms !== undefined && { lateP99Ms }) });
}

const wait = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
