import { changesOf, diffRules } from "#core/role-diff.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { getRole } from "./get-role.ts";
import { getRoleVersion } from "./get-role-version.ts";
import type { RoleDiffView } from "./role.ts";

/**
 * What is to be done to the rules of one version to get those of another.
 * @param against undefined: the version in force
 * @throws ApiError not_found
 */
export async function diffRoleVersions(
  actor: Actor,
  roleId: string,
  version: number,
  against: number | undefined,
): Promise<RoleDiffView> {
  requirePermission(actor, "roles.read");
  const to = against ?? (await getRole(actor, roleId)).version;
  const [before, after] = await Promise.all([
    getRoleVersion(actor, roleId, version),
    getRoleVersion(actor, roleId, to),
  ]);
  return { from: version, to, changes: changesOf(diffRules(before.rules, after.rules)) };
}
