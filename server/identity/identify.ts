import { CONSOLE_DEVICE_NAME } from "#core/control.ts";
import { TENANT_SLUG } from "#core/names.ts";
import type { Authenticate, AuthRequest, AuthResult } from "../identity.ts";
import { identifyAnonymous } from "./anonymous.ts";
import { identifyByCertificate, refuseUnknown } from "./certificate.ts";
import { identifyConsole } from "./console.ts";
import { inTime } from "./in-time.ts";
import type { IdentityOptions } from "./options.ts";
import { refuse } from "./refuse.ts";
import { identifyBySecret } from "./secret.ts";
import { identifyByToken } from "./token/identify-by-token.ts";
import { looksLikeToken } from "./token/read-token.ts";
import { parseUsername } from "./username.ts";

/**
 * Answers who a CONNECT speaks for from the database:
 *   `<tenant>/<device>` and a device's secret, or the bare device name where the server name tells the tenant;
 *   `<tenant>/<device>`, `<tenant>/` or `<tenant>`, and a token of one of the tenant's issuers;
 *   a client certificate, with or without a username, where the tenant knows it or trusts who signed it;
 *   `<tenant>/$console` and a console token;
 *   nothing, into the anonymous tenant, if there is one.
 * On the wire a wrong secret and an unknown device answer alike; only the tenant's owner is told which it was.
 */
export function identityFromPostgres(options: IdentityOptions): Authenticate {
  return (request) => inTime(() => identify(request, options), options);
}

async function identify(request: AuthRequest, options: IdentityOptions): Promise<AuthResult> {
  const { certificate, username, password } = request;
  const named = parseUsername(request, options.publicHost);
  const { tenantSlug, deviceName } = named;
  if (certificate !== undefined && deviceName !== CONSOLE_DEVICE_NAME) {
    const result = await identifyByCertificate(certificate, named, request, options);
    if (result !== undefined) return result;
    // It may be meant for somebody else, so whatever the client shows besides is looked at.
    const more = password ?? (username === undefined ? options.anonymousTenant : undefined);
    if (more === undefined) return refuseUnknown(named, options);
  }
  const isDevice = deviceName !== CONSOLE_DEVICE_NAME && (username !== undefined || tenantSlug !== undefined);
  if (isDevice && options.tokenKeys !== undefined && looksLikeToken(password)) {
    return identifyByToken(request, password, options.tokenKeys, options);
  }
  if (username === undefined) return identifyAnonymous(request, options);
  if (tenantSlug === undefined || !TENANT_SLUG.test(tenantSlug)) return refuse("unknownTenant", { deviceName });
  if (deviceName === CONSOLE_DEVICE_NAME) return identifyConsole(tenantSlug, password, options);
  return identifyBySecret(tenantSlug, deviceName, request, options);
}
