import { type Actor, requirePermission } from "../actor.ts";
import { testToken as askBroker } from "../broker-control.ts";
import { ApiError } from "../errors.ts";
import { rateLimiter } from "../rate-limit.ts";
import { type TestTokenInput, type TokenTestView, tokenTestView } from "./token-test.ts";

/** Each may have keys fetched and signatures checked. */
const perTenant = rateLimiter("token tests by tenant", { burst: 30, perSecond: 1 });

/**
 * What would become of a device that shows this token, in full: the broker judges it as it would at CONNECT. Neither
 * side logs or keeps it.
 * @throws ApiError unavailable when the broker cannot be asked
 */
export async function testToken(actor: Actor, { token }: TestTokenInput): Promise<TokenTestView> {
  requirePermission(actor, "settings.write");
  perTenant.require(actor.tenantId);
  const answer = await askBroker(actor.tenantId, token);
  if (answer === null) throw new ApiError("unavailable", "The broker cannot be asked at the moment.");
  const { expiresAtMs, ...told } = answer;
  return tokenTestView.parse({
    ...told,
    accepted: answer.fault === null,
    expiresAt: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString(),
  });
}
