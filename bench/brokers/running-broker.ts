import type postgres from "postgres";
import type { Door } from "../load/spec.ts";

/** A broker started for one measurement, so that none inherits another's memory. */
export interface RunningBroker {
  /** Another one after a `restart`. */
  readonly pid: number;
  door(transport: "tcp" | "websocket"): Door;
  /** CPU seconds that others spend for this broker: its database. */
  helperCpuSeconds(): number;
  /** Where it keeps what it acknowledges, if that is a database of its own. */
  readonly database?: BrokerDatabase;
  /** Where its console would ask it. */
  readonly control?: BrokerControl;
  stop(): Promise<void>;
}

export interface BrokerControl {
  readonly url: string;
  readonly token: string;
  /** Of the load's door. */
  readonly tenantId: string;
}

export interface BrokerDatabase {
  /** Its files are there. */
  readonly directory: string;
  /** One connection, as the broker's own are. */
  use<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T>;
  /** Ends the broker, does the work, starts it again; returns how long that start took. */
  restartAfter(work: (sql: postgres.Sql) => Promise<void>): Promise<{ readySeconds: number }>;
}

export interface BenchBroker {
  readonly name: string;
  /** What is measured, as the results tell it; undefined when it is not installed here. */
  version(): Promise<string | undefined>;
  start(): Promise<RunningBroker>;
  /** Ends what was kept between two starts. */
  close(): Promise<void>;
}
