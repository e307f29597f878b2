import * as z from "zod";
import { WEBSOCKET_PATH } from "../../_connect/target.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { rateLimiter } from "../rate-limit.ts";
import { probeListener, type StepResult } from "./probe-listener.ts";

export const checkListenerInput = z.object({ listener: z.enum(["ws", "wss"]) });
export type CheckListenerInput = z.infer<typeof checkListenerInput>;

/** Sockets that one person may have us open to ourselves. */
const checks = rateLimiter("preflight", { burst: 10, perSecond: 0.2 });
const STEP_MS = 3_000;

/** How a WebSocket listener of this Hato answers, seen from the console's machine. */
export interface ListenerCheck {
  readonly steps: readonly StepResult[];
  /** It stands behind a proxy that says who connects, so no step after TCP can be tried from here. */
  readonly behindProxy: boolean;
}

/**
 * Tries what a browser hides: name, port, TLS, and the upgrade to WebSocket. Only ever at our own listeners, by the
 * configuration's names and addresses; nothing of what is opened comes from the caller.
 * @param origin of the page that could not connect
 * @throws ApiError forbidden, or rate_limited
 */
export async function checkListener(
  actor: Actor,
  { listener }: CheckListenerInput,
  origin: string | undefined,
): Promise<ListenerCheck> {
  requirePermission(actor, "messages.read");
  checks.require(actor.id);
  const { config } = services();
  const behindProxy = config.proxyProtocol.includes(listener);
  const steps = await probeListener({
    publicHost: config.publicHost,
    address: config.controlUrl === undefined ? reachable(config.host) : new URL(config.controlUrl).hostname,
    port: listener === "wss" ? config.wssPort : config.wsPort,
    path: WEBSOCKET_PATH,
    secure: listener === "wss",
    origin,
    timeoutMs: STEP_MS,
  });
  return { steps: behindProxy ? steps.filter(({ step }) => step === "dns" || step === "tcp") : steps, behindProxy };
}

/** Where to knock at a listener that listens everywhere. */
function reachable(host: string): string {
  return host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
}
