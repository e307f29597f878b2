import type { RuleLine } from "#core/acl.ts";
import { ACCESS_LIMITS } from "#core/limits.ts";
import type { Orm } from "#db/client.ts";
import { insertRoleVersion } from "#db/queries/role-versions.ts";
import { countRules } from "#db/queries/roles.ts";
import type { Role } from "#db/schema/index.ts";
import type { Actor } from "../actor.ts";
import { ApiError } from "../errors.ts";

/** Keeps the rules that a role has from now on, with who saved them and why. */
export function saveVersion(
  orm: Orm,
  actor: Actor,
  role: Pick<Role, "id" | "version">,
  rules: readonly RuleLine[],
  note: string,
): Promise<void> {
  return insertRoleVersion(orm, {
    tenantId: actor.tenantId,
    roleId: role.id,
    version: role.version,
    rules,
    note,
    actorKind: actor.kind,
    actorId: actor.id,
    actorLabel: actor.label,
  });
}

/**
 * To be asked after the rules were written, in a transaction that holds lockAccessOfTenant.
 * @throws ApiError conflict when the tenant has more rules than one device could be asked by
 */
export async function requireFewRules(orm: Orm, tenantId: string): Promise<void> {
  if ((await countRules(orm, tenantId)) <= ACCESS_LIMITS.rulesPerTenantMax) return;
  const message = `All roles together may have ${ACCESS_LIMITS.rulesPerTenantMax} rules.`;
  throw new ApiError("conflict", message, { issues: [{ path: ["rules"], code: "too_many", message }] });
}
