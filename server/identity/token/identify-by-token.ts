import { TENANT_SLUG } from "#core/names.ts";
import { findDeviceIdentity } from "#db/queries/find-device-identity.ts";
import { type DeviceIdentity, findDeviceIdentityById, findIdentityTenant } from "#db/queries/identities.ts";
import { findIdentityIssuer, type IdentityIssuer } from "#db/queries/token-issuers.ts";
import type { AuthRequest, AuthResult } from "../../identity.ts";
import { admitDevice } from "../admit-device.ts";
import type { IdentityOptions } from "../options.ts";
import { refuse } from "../refuse.ts";
import { parseUsername } from "../username.ts";
import { judgeToken, type TokenJudge } from "./judge-token.ts";

/** What judging tokens takes, beside the database. */
export type TokenKeys = Pick<TokenJudge, "givenKeys" | "publishedKeys">;

/**
 * A device that shows a token as password. The username names the tenant, `<tenant>/` or `<tenant>`, unless the server
 * name does; where it names a device too, that must be the token's.
 */
export async function identifyByToken(
  request: AuthRequest,
  token: Buffer,
  keys: TokenKeys,
  options: IdentityOptions,
): Promise<AuthResult> {
  const { sql } = options;
  const { tenantSlug, deviceName } = nameOf(request, options.publicHost);
  const tenant = await findIdentityTenant(sql, TENANT_SLUG.test(tenantSlug) ? tenantSlug : "");
  // Asked even of a tenant that is not there, so that its answer takes as long.
  const tenantId = tenant?.tenantId ?? "";
  const findIssuer = (issuer: string) => findIdentityIssuer(sql, tenantId, issuer);
  const verdict = await judgeToken(token, { ...keys, findIssuer });
  if (tenant === undefined) return refuse("unknownTenant", { deviceName });
  if (!verdict.ok) return refuse(verdict.fault, { tenantId, deviceName });
  const { issuer, grant, expiresAtMs, standing: tokenStanding } = verdict;
  const found = await findTokenDevice(options, tenantSlug, issuer, verdict.device);
  if (found === undefined) return refuse("unknownTenant", { deviceName });
  if (found.device === null) return refuse("unknownDevice", { tenantId, deviceName: verdict.device });
  const { device } = found;
  if (deviceName !== "" && deviceName !== device.name) return refuse("tokenDevice", { tenantId, deviceName });
  const proof = { identityKind: "token", credentialId: issuer.id, expiresAtMs, grant, tokenStanding } as const;
  const result = admitDevice(found, device, proof, request, options);
  return result.ok ? { ...result, username: `${tenantSlug}/${device.name}` } : result;
}

/** The device that a token of this issuer is for, whichever way the issuer names it. */
export function findTokenDevice(
  { sql }: Pick<IdentityOptions, "sql">,
  tenantSlug: string,
  { deviceBy }: IdentityIssuer,
  device: string,
): Promise<DeviceIdentity | undefined> {
  return (deviceBy === "id" ? findDeviceIdentityById : findDeviceIdentity)(sql, tenantSlug, device);
}

/** Without a slash, and where no server name says it, the username is the tenant. */
function nameOf(request: AuthRequest, publicHost: string): { tenantSlug: string; deviceName: string } {
  const { tenantSlug, deviceName } = parseUsername(request, publicHost);
  return tenantSlug === undefined ? { tenantSlug: deviceName, deviceName: "" } : { tenantSlug, deviceName };
}
