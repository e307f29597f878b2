import type { Orm } from "#db/client.ts";
import { findRolesByName } from "#db/queries/roles.ts";
import { ApiError, type Issue } from "../errors.ts";

/**
 * The ids of the roles of these names, in their order.
 * @throws ApiError invalid_request, naming each that does not exist
 */
export async function roleIdsOf(orm: Orm, tenantId: string, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const found = new Map((await findRolesByName(orm, tenantId, names)).map((role) => [role.name, role.id]));
  const ids: string[] = [];
  const issues: Issue[] = [];
  for (const [index, name] of names.entries()) {
    const id = found.get(name);
    if (id === undefined) issues.push({ path: ["roles", index], code: "unknown", message: "There is no such role." });
    else ids.push(id);
  }
  if (issues.length > 0) throw new ApiError("invalid_request", "There is no such role.", { issues });
  return ids;
}
