import { DEFAULT_LIMITS } from "#core/limits.ts";
import { BAD_USER_NAME_OR_PASSWORD } from "#core/mqtt/reason-codes.ts";
import { Broker } from "#server/broker.ts";
import type { Authenticate } from "#server/identity.ts";
import { listenTcp } from "#server/transport/tcp.ts";

/** Rules of the kind a tenant has: some that do not apply before the one that does. */
const rules = ["status/#", "${device}/#", "bench/#"].map((filter, index) => ({
  roleName: "bench",
  position: index + 1,
  effect: "allow" as const,
  action: "both" as const,
  filter,
  qosMax: 2,
  retainAllowed: true,
}));

const authenticate: Authenticate = async ({ password }) =>
  password?.toString() === "secret"
    ? {
        ok: true,
        tenantId: "bench",
        tenantSlug: "bench",
        principalId: "load",
        deviceId: "load",
        deviceName: "load",
        rules,
      }
    : { ok: false, refusal: "wrongPassword", reasonCode: BAD_USER_NAME_OR_PASSWORD };

const broker = new Broker({ limits: DEFAULT_LIMITS, authenticate, version: "bench" });
const listener = await listenTcp(broker, { host: "127.0.0.1", port: 0 });
process.send?.(listener.port);
process.once("SIGTERM", () => process.exit());
