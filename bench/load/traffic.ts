import { Histogram } from "./histogram.ts";
import { open } from "./open.ts";
import { now, Publisher } from "./publisher.ts";
import type { LoadReport, TrafficSpec } from "./spec.ts";
import { Subscriber, type Tally } from "./subscriber.ts";
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
  for (let i = first; i < first + spec.subscribers; i++) {
    const filters = filtersOf(i, spec.subscriptions);
    const persistent = spec.sessions !== undefined && spec.sessions !== "ephemeral";
    const client = await open(spec.door, { clientId: `subscriber-${i}`, filters, qos: spec.qos, persistent });
    if (away) client.socket.destroy();
    else new Subscriber(client, spec, publishers, tally);
  }
  if (spec.pacedPerSecond === undefined) for (const publisher of publishers) publisher.fill();
  else pace(publishers, spec.pacedPerSecond);
  await wait(spec.warmUpSeconds);
  tally.deliveries = 0;
  tally.latencies.clear();
  const start = now();
  report({ event: "started" });
  await wait(spec.measureSeconds);
  const { deliveries: count, latencies } = tally;
  const seconds = (now() - start) / 1e6;
  report({ event: "stopped", count, seconds, ...latencies.summary() });
}

/**
 * One message at a time from one publisher after the other, each stamped with the moment it was due: what a late one
 * waited here counts as its latency too. Timers are a millisecond wide, so this looks at the clock without end.
 */
function pace(publishers: readonly Publisher[], perSecond: number): void {
  const start = now();
  const gap = 1e6 / perSecond;
  let sent = 0;
  const send = (): void => {
    const elapsed = now() - start;
    for (; sent * gap <= elapsed; sent++) {
      (publishers[sent % publishers.length] as Publisher).send(Math.round(start + sent * gap));
    }
    setImmediate(send);
  };
  send();
}

const wait = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
