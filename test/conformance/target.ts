import type { Limits } from "#core/limits.ts";
import type { AuthRequest } from "#server/identity.ts";
import { startDurable } from "./target-durable.ts";
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

const TARGETS: Readonly<Record<string, (options: TargetOptions) => Promise<Target>>> = {
  hato: startHato,
  durable: startDurable,
  mosquitto: startMosquitto,
};

/**
 * CONFORMANCE_TARGET chooses the broker: `hato`, which is the default; `durable`, the same with its sessions in
 * Postgres; `mosquitto`, which tests the tests: what needs a look inside is skipped there.
 */
const NAME = process.env.CONFORMANCE_TARGET ?? "hato";
export const FOREIGN: boolean = NAME === "mosquitto";

const start = TARGETS[NAME];
if (start === undefined) throw new Error(`CONFORMANCE_TARGET must be one of ${Object.keys(TARGETS).join(", ")}`);
export const startTarget: (options: TargetOptions) => Promise<Target> = start;
