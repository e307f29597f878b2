import type { Door } from "../load/spec.ts";

/** A broker started for one measurement, so that none inherits another's memory. */
export interface RunningBroker {
  readonly pid: number;
  door(transport: "tcp" | "websocket"): Door;
  /** CPU seconds that others spend for this broker: its database. */
  helperCpuSeconds(): number;
  stop(): Promise<void>;
}

export interface BenchBroker {
  readonly name: string;
  /** What is measured, as the results tell it; undefined when it is not installed here. */
  version(): Promise<string | undefined>;
  start(): Promise<RunningBroker>;
  /** Ends what was kept between two starts. */
  close(): Promise<void>;
}
