/** A broker started for one run. */
export interface RunningBroker {
  readonly pid: number;
  readonly port: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  stop(): Promise<void>;
}

export interface BenchBroker {
  readonly name: string;
  /** Undefined when it is not installed here. */
  start(): Promise<RunningBroker | undefined>;
}
