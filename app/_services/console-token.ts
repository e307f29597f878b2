import { CONSOLE_DEVICE_NAME, CONSOLE_TOKEN_MINUTES, type ConsoleTokenClaims } from "#core/control.ts";
import { isId } from "#core/ids.ts";
import { permissionToActAs } from "#core/permissions.ts";
import { mintConsoleToken as mint } from "#db/console-token.ts";
import { findDevice } from "#db/queries/devices.ts";
import { requirePermission, type UserActor } from "./actor.ts";
import { services } from "./database.ts";
import { ApiError, notFound } from "./errors.ts";

/** What the browser gives the broker as username and password. */
export interface ConsoleToken {
  readonly username: string;
  readonly password: string;
  /** RFC 3339; the page asks for the next one before. */
  readonly expiresAt: string;
}

/**
 * Lets a member connect from the browser for some minutes, without any stored password.
 * @throws ApiError forbidden, or not_found for a device that is not there
 */
export async function mintConsoleToken(actor: UserActor, actAs: ConsoleTokenClaims["actAs"]): Promise<ConsoleToken> {
  requirePermission(actor, permissionToActAs(actAs));
  const { database, keys } = services();
  const { tenantId, userSessionId } = actor;
  if (userSessionId === undefined) throw new ApiError("unauthenticated", "Sign in first.");
  if (actAs.kind === "device") {
    const { deviceId } = actAs;
    if (!isId("device", deviceId)) throw notFound("device");
    const device = await database.asTenant(tenantId, (orm) => findDevice(orm, tenantId, deviceId));
    if (device === undefined) throw notFound("device");
  }
  const now = new Date();
  return {
    username: `${actor.tenantSlug}/${CONSOLE_DEVICE_NAME}`,
    password: await mint(keys.consoleToken, { tenantId, userId: actor.id, userSessionId, actAs }, now),
    expiresAt: new Date(now.getTime() + CONSOLE_TOKEN_MINUTES * 60_000).toISOString(),
  };
}
