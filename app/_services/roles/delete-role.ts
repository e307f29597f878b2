import { isId } from "#core/ids.ts";
import { formatRuleLine } from "#core/rule-text.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { findRoleHolders, takeRoleFromAll } from "#db/queries/role-holders.ts";
import { deleteRole as deleteRoleRow, listRulesOfRole, lockAccessOfTenant, lockRole } from "#db/queries/roles.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError, notFound } from "../errors.ts";
import { isAlwaysThere } from "./kept-roles.ts";

/**
 * Deletes a role with its versions.
 * @param detach take it from the devices and groups that have it; otherwise it is not deleted while there are any
 * @throws ApiError not_found; conflict when somebody has it, or it is one that always stays
 */
export async function deleteRole(actor: Actor, id: string, { detach }: { detach: boolean }): Promise<void> {
  requirePermission(actor, "roles.write");
  if (!isId("role", id)) throw notFound("role");
  const { tenantId } = actor;
  await services().database.asTenant(tenantId, async (orm) => {
    await lockAccessOfTenant(orm, tenantId);
    const role = await lockRole(orm, tenantId, id);
    if (role === undefined) throw notFound("role");
    if (isAlwaysThere(role)) {
      throw new ApiError("conflict", `The role ${role.name} is always there; it may be changed.`);
    }
    const rules = await listRulesOfRole(orm, tenantId, id);
    const { devices, groups } = await findRoleHolders(orm, tenantId, id);
    if (devices + groups.length > 0) {
      if (!detach) throw inUse(devices, groups.length);
      await takeRoleFromAll(orm, tenantId, id);
    }
    await deleteRoleRow(orm, tenantId, id);
    await audit(orm, actor, {
      action: "role.delete",
      target: { kind: "role", id, label: role.name },
      before: { description: role.description, rules: rules.map(formatRuleLine), devices, groups },
    });
    await notifyChange(orm, { tenantId, kind: "role", id });
  });
}

function inUse(devices: number, groups: number): ApiError {
  const message = `The role is given to ${devices} devices and by ${groups} groups; \`detach=true\` takes it from them.`;
  return new ApiError("conflict", message, { issues: [{ path: ["detach"], code: "in_use", message }] });
}
