import type { ConsoleTokenClaims } from "#core/control.ts";
import { type Permission, permissionToActAs } from "#core/permissions.ts";

const PREFIX = "console:";

/** Other rights are another principal: a session never passes from one to the other. */
export function consolePrincipal({ userId, actAs }: Pick<ConsoleTokenClaims, "userId" | "actAs">): string {
  switch (actAs.kind) {
    case "wholeTenant":
      return `${PREFIX}${userId}`;
    case "readOnly":
      return `${PREFIX}${userId}:readOnly`;
    case "device":
      return `${PREFIX}${userId}:${actAs.deviceId}`;
  }
}

/** Whose principal it is, and what that person needs for it; undefined where it is no person's. */
export function personOfPrincipal(principalId: string): { userId: string; permission: Permission } | undefined {
  if (!principalId.startsWith(PREFIX)) return undefined;
  const [userId = "", actsAs] = principalId.slice(PREFIX.length).split(":");
  return { userId, permission: permissionToActAs({ kind: actsAs === "readOnly" ? "readOnly" : "wholeTenant" }) };
}
