import type { LoadSpec } from "../load-spec.ts";

/** One kind of traffic. */
export interface Scenario {
  readonly name: string;
  /** How many times less CPU per delivery than Mosquitto the project asks for. */
  readonly target: number;
  readonly load: Pick<LoadSpec, "publishers" | "subscribers" | "subscriptions" | "qos" | "payloadBytes" | "window">;
}
