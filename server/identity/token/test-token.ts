import type { TokenTestRequest, TokenTestResponse } from "#core/control.ts";
import { LISTENERS, policyAllows, transportOf } from "#core/listener-policy.ts";
import { findIdentityIssuer } from "#db/queries/token-issuers.ts";
import type { IdentityOptions } from "../options.ts";
import { findTokenDevice, type TokenKeys } from "./identify-by-token.ts";
import { judgeToken } from "./judge-token.ts";

/**
 * What would become of a device that shows this token, told to the tenant's owner in full. The same that CONNECT asks,
 * with the same keys; nothing of it is logged or kept.
 * @param tenantSlug of the request's tenant
 */
export async function testToken(
  { tenantId, token }: TokenTestRequest,
  tenantSlug: string,
  keys: TokenKeys,
  { sql }: Pick<IdentityOptions, "sql">,
): Promise<TokenTestResponse> {
  const findIssuer = (issuer: string) => findIdentityIssuer(sql, tenantId, issuer);
  const verdict = await judgeToken(Buffer.from(token), { ...keys, findIssuer });
  const { unchecked, issuer } = verdict;
  const told = {
    claimed:
      unchecked === undefined ? null : { issuer: unchecked.issuer, alg: unchecked.alg, kid: unchecked.kid ?? null },
    issuer: issuer === undefined ? null : { id: issuer.id, name: issuer.name },
    keysFault: null,
    device: null,
    expiresAtMs: null,
    rights: null,
    listeners: [],
  };
  if (!verdict.ok) return { ...told, fault: verdict.fault, keysFault: verdict.keysFault ?? null };
  const found = await findTokenDevice({ sql }, tenantSlug, verdict.issuer, verdict.device);
  const device = found?.device ?? undefined;
  const policy = found?.listenerPolicy ?? null;
  return {
    ...told,
    fault: device === undefined ? "unknownDevice" : device.enabled ? null : "deviceDisabled",
    device: { claimed: verdict.device, id: device?.id ?? null, name: device?.name ?? null },
    expiresAtMs: verdict.expiresAtMs,
    rights: verdict.grant === undefined ? null : { mode: verdict.grant.mode, rules: [...verdict.grant.rules] },
    listeners: LISTENERS.filter((listener) => policyAllows(policy, "token", transportOf(listener))),
  };
}
