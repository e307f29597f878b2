import { newId } from "#core/ids.ts";
import { ACCESS_LIMITS } from "#core/limits.ts";
import { formatRuleLine } from "#core/rule-text.ts";
import { countRoles, insertRole, insertRules, lockAccessOfTenant } from "#db/queries/roles.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError, taken } from "../errors.ts";
import { presentRole } from "./present-role.ts";
import type { CreateRoleInput, RoleView } from "./role.ts";
import { requireTestsPass } from "./run-role-tests.ts";
import { requireFewRules, saveVersion } from "./save-version.ts";

/**
 * Makes a role that nobody has yet.
 * @throws ApiError conflict when the name is taken, a test fails, or there are too many roles or rules
 */
export async function createRole(actor: Actor, input: CreateRoleInput): Promise<RoleView> {
  requirePermission(actor, "roles.write");
  const { tenantId } = actor;
  return services().database.asTenant(tenantId, async (orm) => {
    await lockAccessOfTenant(orm, tenantId);
    if ((await countRoles(orm, tenantId)) >= ACCESS_LIMITS.rolesPerTenantMax) {
      throw new ApiError("conflict", `A tenant may have ${ACCESS_LIMITS.rolesPerTenantMax} roles.`);
    }
    const { note, rules, tests, name, description } = input;
    const role = await insertRole(orm, { tenantId, id: newId("role"), name, description, tests });
    if (role === undefined) throw taken(["name"], "This name is taken by another role.");
    await requireTestsPass(orm, tenantId, { name, rules, tests });
    await insertRules(orm, tenantId, role.id, rules);
    await requireFewRules(orm, tenantId);
    await saveVersion(orm, actor, role, rules, note);
    await audit(orm, actor, {
      action: "role.create",
      target: { kind: "role", id: role.id, label: name },
      after: { description, rules: rules.map(formatRuleLine), tests: tests.length },
    });
    return presentRole(role, rules, { devices: 0, groups: [], affectedDevices: 0 });
  });
}
