/** What the load generator is told, and what it tells. */
export interface LoadSpec {
  readonly host: string;
  readonly port: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly publishers: number;
  readonly subscribers: number;
  /** `own`: subscriber n gets what publisher n sends. `all`: every subscriber gets everything. */
  readonly subscriptions: "own" | "all";
  readonly qos: 0 | 1;
  readonly payloadBytes: number;
  /** Messages each publisher has under way before it waits for deliveries. */
  readonly window: number;
  readonly warmUpSeconds: number;
  readonly measureSeconds: number;
}

/** From the generator to its parent: the clock starts, the clock stops. */
export type LoadReport =
  | { readonly event: "started" }
  | { readonly event: "stopped"; readonly deliveries: number; readonly seconds: number };
