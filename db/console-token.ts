import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { CONSOLE_TOKEN_AUDIENCE, CONSOLE_TOKEN_MINUTES, type ConsoleTokenClaims } from "#core/control.ts";

/**
 * The short-lived token with which the console's page connects to the broker: made by the console, checked by the
 * broker, signed with a key that both derive from AUTH_SECRET.
 */

const ALGORITHM = "HS256";
const claimsShape = z.object({
  sub: z.string(),
  exp: z.number(),
  tenantId: z.string(),
  userSessionId: z.string(),
  actAs: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("wholeTenant") }),
    z.object({ kind: z.literal("readOnly") }),
    z.object({ kind: z.literal("device"), deviceId: z.string() }),
  ]),
});

/** @param key `Keys.consoleToken` */
export function mintConsoleToken(key: Uint8Array, claims: ConsoleTokenClaims, now: Date = new Date()): Promise<string> {
  const issuedAt = Math.floor(now.getTime() / 1000);
  return new SignJWT({ tenantId: claims.tenantId, userSessionId: claims.userSessionId, actAs: claims.actAs })
    .setProtectedHeader({ alg: ALGORITHM })
    .setSubject(claims.userId)
    .setAudience(CONSOLE_TOKEN_AUDIENCE)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + CONSOLE_TOKEN_MINUTES * 60)
    .sign(key);
}

/** What a genuine token says; undefined for a forged, expired or foreign one. */
export async function verifyConsoleToken(
  key: Uint8Array,
  token: string,
  now: Date = new Date(),
): Promise<(ConsoleTokenClaims & { readonly expiresAtMs: number }) | undefined> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [ALGORITHM],
      audience: CONSOLE_TOKEN_AUDIENCE,
      currentDate: now,
    });
    const { sub, exp, tenantId, userSessionId, actAs } = claimsShape.parse(payload);
    return { userId: sub, tenantId, userSessionId, actAs, expiresAtMs: exp * 1000 };
  } catch {
    return undefined;
  }
}
