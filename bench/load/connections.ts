import { Histogram } from "./histogram.ts";
import { type OpenOptions, open } from "./open.ts";
import { now } from "./publisher.ts";
import type { IdleSpec, LoadReport, StormSpec } from "./spec.ts";

/** Long enough that no PINGREQ is due while we look. */
const KEEP_ALIVE_SECONDS = 3_600;

/** Every client connects, is let in, and leaves; so many at a time. */
export async function runStorm(spec: StormSpec, report: (message: LoadReport) => void): Promise<void> {
  const latencies = new Histogram();
  report({ event: "started" });
  const start = now();
  await inParallel(spec.connections, spec.concurrency, async (number) => {
    const from = now();
    const { socket } = await open(spec.door, { clientId: `storm-${number}`, number, inFleet: true });
    latencies.record(now() - from);
    // Without the wait of a closing port.
    socket.resetAndDestroy();
  });
  const seconds = (now() - start) / 1e6;
  report({ event: "stopped", count: spec.connections, seconds, ...latencies.summary() });
}

/** Every client connects and stays. */
export async function runIdle(spec: IdleSpec, report: (message: LoadReport) => void): Promise<void> {
  await inParallel(spec.connections, spec.concurrency, async (n) => {
    const number = spec.firstClient + n;
    const options = { clientId: `idle-${number}`, keepAliveSeconds: KEEP_ALIVE_SECONDS, number, inFleet: true };
    if (spec.deviceNames === undefined) await open(spec.door, options);
    else await openAs(`${spec.deviceNames}-${number}`, spec, options);
  });
  report({ event: "connected" });
}

async function openAs(device: string, { door }: IdleSpec, options: OpenOptions): Promise<void> {
  const tenant = door.username?.split("/")[0];
  // A device of its own already.
  await open({ ...door, username: `${tenant}/${device}`, fleet: 0 }, { ...options, filters: [`${device}/#`] });
}

async function inParallel(count: number, concurrency: number, run: (number: number) => Promise<void>): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) await run(next++);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}
