/** What a load process is told, and what it tells. */

/** Where the broker is and how it lets us in. */
export interface Door {
  readonly host: string;
  readonly port: number;
  readonly transport: "tcp" | "websocket";
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** So many usernames more, `<username>-<number>`, with the same password: what connects does not all have one name. */
  readonly fleet?: number;
}

export interface TrafficShape {
  readonly publishers: number;
  readonly subscribers: number;
  /**
   * `own`: subscriber n gets what publisher n sends. `all`: every subscriber gets everything. `shared`: all subscribers
   * are one group. `wildcard`: as `own`, by FILTERS_EACH filters with a wildcard each, one of which matches.
   */
  readonly subscriptions: "own" | "all" | "shared" | "wildcard";
  readonly qos: 0 | 1 | 2;
  readonly payloadBytes: number;
  /** Closed loop: messages each publisher has under way before it waits for deliveries. */
  readonly window: number;
  /**
   * The subscribers' sessions. `away`: persistent ones whose clients subscribed and left; what is counted, and timed, is
   * then the acknowledgement to the publisher.
   */
  readonly sessions?: "ephemeral" | "persistent" | "away";
  /** Open loop instead: messages a second of all publishers together, whatever comes of them. */
  readonly pacedPerSecond?: number;
  /** Paced: between two messages the load sleeps, instead of looking at the clock. */
  readonly sleeps?: boolean;
}

export interface TrafficSpec extends TrafficShape {
  readonly kind: "traffic";
  readonly door: Door;
  /** The number of the first client and topic, so that two loads do not share any. */
  readonly firstNumber?: number;
  readonly warmUpSeconds: number;
  readonly measureSeconds: number;
}

/** Connections made as fast as `concurrency` at a time allow, and closed once they are let in. */
export interface StormSpec {
  readonly kind: "storm";
  readonly door: Door;
  readonly connections: number;
  readonly concurrency: number;
}

/** Connections that are made and then keep still until the process is ended. */
export interface IdleSpec {
  readonly kind: "idle";
  readonly door: Door;
  readonly connections: number;
  readonly concurrency: number;
  /** The number of the first client, so that several processes do not share identifiers. */
  readonly firstClient: number;
  /** Client n is the device `<deviceNames>-n`, and subscribes to what is below its name; else all are the door's. */
  readonly deviceNames?: string;
}

/** Clients that subscribed and left, whose queues are filled, and who then return, one after the other. */
export interface DrainSpec {
  readonly kind: "drain";
  readonly door: Door;
  readonly clients: number;
  /** Messages in each queue. */
  readonly queued: number;
  /** Each client its own, or every message for all of them. */
  readonly topics: "own" | "common";
  readonly payloadBytes: number;
}

export type LoadSpec = TrafficSpec | DrainSpec | StormSpec | IdleSpec;

export type LoadReport =
  | { readonly event: "started" }
  | {
      readonly event: "stopped";
      /** Messages delivered or acknowledged, or connections let in. */
      readonly count: number;
      readonly seconds: number;
      readonly p50Ms: number;
      readonly p99Ms: number;
      readonly maxMs: number;
      /** Paced: how late messages were sent, at most, 99 of 100. */
      readonly lateP99Ms?: number;
    }
  | { readonly event: "connected" };
