import type { Limits } from "#core/limits.ts";
import type { AuthRequest } from "#server/identity.ts";
import { startHato } from "./target-hato.ts";
import { startMosquitto } from "./target-mosquitto.ts";

/**
 * The broker under test. Every target admits clients without a user name or with one that does not begin with `wrong`.
 * They may publish and subscribe to everything, but not publish below `forbidden/`, and of all that begins with `$`
 * only use `$test/`.
 */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly webSocketUrl: string;
  /** What only our own broker can be asked or made to do; undefined on others. */
  readonly inside: Inside | undefined;
  stop(): Promise<void>;
}

export interface Inside {
  /** Moves the broker's clock on; nothing happens in between but what the clock causes. */
  advance(seconds: number): void;
  /** What the CONNECTs so far showed of themselves; passwords copied. */
  readonly authRequests: readonly AuthRequest[];
}

export interface TargetOptions {
  readonly limits?: Partial<Limits>;
}

/**
 * CONFORMANCE_TARGET=mosquitto runs the suite against Mosquitto instead: a test of the tests. Tests that need
 * a look inside are skipped there.
 */
export const FOREIGN: boolean = process.env.CONFORMANCE_TARGET === "mosquitto";

export const startTarget: (options: TargetOptions) => Promise<Target> = FOREIGN ? startMosquitto : startHato;
