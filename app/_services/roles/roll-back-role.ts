import { findRoleVersion } from "#db/queries/role-versions.ts";
import type { Actor } from "../actor.ts";
import { notFound } from "../errors.ts";
import type { RoleView, RollBackRoleInput } from "./role.ts";
import { changeRole } from "./update-role.ts";

/**
 * Gives a role the rules of one of its versions again, which makes a new version. Its tests stay, and must pass.
 * @throws ApiError as updateRole; not_found also when the version is not kept
 */
export function rollBackRole(
  actor: Actor,
  id: string,
  { version, note }: RollBackRoleInput,
  expectedVersion?: number,
): Promise<RoleView> {
  return changeRole(actor, id, expectedVersion, "role.rollback", async (orm) => {
    const former = await findRoleVersion(orm, actor.tenantId, id, version);
    if (former === undefined) throw notFound("version");
    return { rules: former.rules, note };
  });
}
