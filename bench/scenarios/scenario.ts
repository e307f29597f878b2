import type { RunningBroker } from "../brokers/running-broker.ts";

/** What one broker did in one scenario. What a scenario does not ask for is left out. */
export interface Measurement {
  /** Deliveries, acknowledgements or connections. */
  readonly perSecond?: number;
  /** CPU of the broker's process, for each of them. */
  readonly cpuMicrosecondsEach?: number;
  /** CPU of its database, likewise. */
  readonly databaseCpuMicrosecondsEach?: number;
  /** CPU of the broker's process as a share of one core. */
  readonly busyPercent?: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  readonly maxMs?: number;
  readonly residentMebibytes?: number;
  /** What a durable write costs on the database's disk, in milliseconds. */
  readonly appendFlushMs?: number;
  readonly overwriteFlushMs?: number;
  readonly insertMs?: number;
  /** Of a paced flow: how late the load itself was. */
  readonly lateP99Ms?: number | undefined;
  /** Of the same flow before durable traffic, or a viewer, came beside it. */
  readonly p50MsAlone?: number;
  readonly p99MsAlone?: number;
  readonly maxMsAlone?: number;
  readonly perSecondAlone?: number;
  readonly cpuMicrosecondsEachAlone?: number;
  /** Acknowledgements of the durable traffic beside it. */
  readonly durablePerSecond?: number;
  /** From a change of rules to the last connection that lives by it; and where it cut a subscription of each. */
  readonly appliedSeconds?: number;
  readonly appliedCuttingSeconds?: number;
  /** From the start of the process to its ready line. */
  readonly readySeconds?: number;
  /** The most memory that was resident by then. */
  readonly residentMebibytesPeak?: number;
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
  readonly counts: "deliveries" | "acknowledgements" | "connections" | "nothing";
  /** The only ones it is about. */
  readonly brokers?: readonly string[];
  /** Brokers that cannot do it, and why. */
  readonly unsupported?: Readonly<Record<string, string>>;
  run(broker: RunningBroker, seconds: number): Promise<Measurement>;
}
