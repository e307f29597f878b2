import type { Rule } from "#core/acl.ts";
import { DEFAULT_LIMITS } from "#core/limits.ts";
import { BAD_USER_NAME_OR_PASSWORD, BANNED, SERVER_BUSY } from "#core/mqtt/reason-codes.ts";
import { Broker } from "#server/broker.ts";
import type { Admission, Authenticate, AuthRequest, BeginExchange } from "#server/identity.ts";
import type { Journal } from "#server/store/journal.ts";
import { listenTcp } from "#server/transport/tcp.ts";
import { listenWebSocket } from "#server/transport/websocket.ts";
import { FakeClock, rule } from "#test/broker/broker.ts";
import { SCRAM_METHOD, ScramExchange } from "./scram-exchange.ts";
import type { Target, TargetOptions } from "./target.ts";

const RULES: readonly Rule[] = [
  rule("deny", "publish", "forbidden/#"),
  rule("allow", "both", "#"),
  rule("allow", "both", "$test/#"),
];

export const TENANT = "tenant";

const ADMISSION: Admission = {
  ok: true,
  tenantId: TENANT,
  tenantSlug: TENANT,
  principalId: "device",
  deviceId: "device",
  deviceName: "device",
  rules: RULES,
};

/** User names that are turned away, each with a reason of its own. */
const REFUSED: Readonly<Record<string, number>> = {
  wrong: BAD_USER_NAME_OR_PASSWORD,
  "wrong-banned": BANNED,
  "wrong-busy": SERVER_BUSY,
};

/** Makes authentication itself break down, as it would when the database is gone. */
const BREAKS = "wrong-breaks";

/** Our own broker, in this process, on free ports, with a clock that stands still. Sessions live in memory. */
export async function startHato(options: TargetOptions): Promise<Target> {
  return (await startBroker(options)).target;
}

export async function startBroker(
  options: TargetOptions,
  journal?: Journal,
): Promise<{ readonly target: Target; readonly broker: Broker }> {
  const clock = new FakeClock();
  const authRequests: AuthRequest[] = [];
  const authenticate: Authenticate = async (request) => {
    const { username = "", password } = request;
    authRequests.push({ ...request, password: password === undefined ? undefined : Buffer.from(password) });
    if (username === BREAKS) throw new Error("authentication broke down");
    const reasonCode = REFUSED[username];
    if (reasonCode !== undefined) return { ok: false, refusal: "wrongPassword", reasonCode };
    return ADMISSION;
  };
  const beginExchange: BeginExchange = (method) => (method === SCRAM_METHOD ? new ScramExchange(ADMISSION) : undefined);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const broker = new Broker({ limits, authenticate, beginExchange, version: "test", clock, journal });
  const tcp = await listenTcp(broker, { host: "127.0.0.1", port: 0 });
  const webSocket = await listenWebSocket(broker, { host: "127.0.0.1", port: 0, path: "/mqtt" });
  const target: Target = {
    host: "127.0.0.1",
    port: tcp.port,
    webSocketUrl: `ws://127.0.0.1:${webSocket.port}/mqtt`,
    inside: {
      authRequests,
      advance(seconds) {
        for (let second = 0; second < seconds; second++) clock.advance(1);
      },
    },
    stop: () => broker.drain(),
  };
  return { target, broker };
}
