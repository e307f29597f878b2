import { CONSOLE_DEVICE_NAME } from "#core/control.ts";
import { MEMBER_ROLE_PERMISSIONS, permissionToActAs } from "#core/permissions.ts";
import { verifyConsoleToken } from "#db/console-token.ts";
import { findConsoleIdentity } from "#db/queries/identities.ts";
import type { AccessRule, AuthResult } from "../identity.ts";
import { consolePrincipal } from "./console-principal.ts";
import type { IdentityOptions } from "./options.ts";
import { refuse } from "./refuse.ts";

const EVERYTHING: AccessRule = {
  roleName: "console",
  position: 1,
  effect: "allow",
  action: "both",
  filter: "#",
  qosMax: 2,
  retainAllowed: true,
};
const READ_EVERYTHING: AccessRule = { ...EVERYTHING, action: "subscribe" };
const READ_STATISTICS: AccessRule = { ...READ_EVERYTHING, position: 2, filter: "$SYS/#" };

/** A person in the browser, by the console's token. */
export async function identifyConsole(
  tenantSlug: string,
  password: Buffer | undefined,
  { sql, keys }: IdentityOptions,
): Promise<AuthResult> {
  const deviceName = CONSOLE_DEVICE_NAME;
  const claims = await verifyConsoleToken(keys.consoleToken, password?.toString("utf8") ?? "");
  if (claims === undefined) return refuse("tokenInvalid", { deviceName });
  const { tenantId, userSessionId, actAs, expiresAtMs } = claims;
  const found = await findConsoleIdentity(sql, claims, actAs.kind === "device" ? actAs.deviceId : null);
  if (found === undefined || found.tenantSlug !== tenantSlug) return refuse("tokenInvalid", { deviceName });
  // The token says what the member was allowed when it was made.
  if (!MEMBER_ROLE_PERMISSIONS[found.memberRole].has(permissionToActAs(actAs)))
    return refuse("tokenInvalid", { tenantId, deviceName });
  const principalId = consolePrincipal(claims);
  const person = { ok: true, tenantId, tenantSlug, principalId, userSessionId, expiresAtMs } as const;
  switch (actAs.kind) {
    case "wholeTenant":
      return { ...person, deviceId: undefined, deviceName, rules: [EVERYTHING, READ_STATISTICS] };
    case "readOnly":
      return { ...person, deviceId: undefined, deviceName, rules: [READ_EVERYTHING, READ_STATISTICS] };
    case "device": {
      const { device } = found;
      if (device === null) return refuse("unknownDevice", { tenantId, deviceName });
      const who = { deviceId: device.id, deviceName: device.name };
      return device.enabled
        ? { ...person, ...who, labels: device.labels, rules: device.rules }
        : refuse("deviceDisabled", { tenantId, ...who });
    }
  }
}
