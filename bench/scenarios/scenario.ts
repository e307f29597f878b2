import type { RunningBroker } from "../brokers/running-broker.ts";

/** What one broker did in one scenario. What a scenario does not ask for is left out. */
export interface Measurement {
  /** Deliveries or connections. */
  readonly perSecond?: number;
  /** CPU of the broker's process, for each delivery or connection. */
  readonly cpuMicrosecondsEach?: number;
  /** CPU of its database, for each delivery or connection. */
  readonly databaseCpuMicrosecondsEach?: number;
  /** CPU of the broker's process as a share of one core. */
  readonly busyPercent?: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  readonly residentMebibytes?: number;
  /** Idle connections held. */
  readonly connections?: number;
  readonly kibibytesPerConnection?: number;
  readonly residentMebibytesAtStart?: number;
  /** Some time after all connections were cut. */
  readonly residentMebibytesAfterwards?: number;
}

/** One kind of traffic. */
export interface Scenario {
  /** What `--only` names. */
  readonly name: string;
  readonly title: string;
  /** What `perSecond` counts. */
  readonly counts: "deliveries" | "connections" | "nothing";
  /** Brokers that cannot do it, and why. */
  readonly unsupported?: Readonly<Record<string, string>>;
  run(broker: RunningBroker, seconds: number): Promise<Measurement>;
}
