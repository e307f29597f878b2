import type { RuleLine } from "#core/acl.ts";
import { isId } from "#core/ids.ts";
import { listRolesOfDevice } from "#db/queries/device-roles.ts";
import { findDevice } from "#db/queries/devices.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";

export interface RoleRulesView {
  readonly id: string;
  readonly name: string;
  readonly builtIn: boolean;
  /** The group that gives it to the device; null when it is the device's own. */
  readonly group: { readonly id: string; readonly name: string } | null;
  /** With the variables as written. */
  readonly rules: readonly RuleLine[];
}

/**
 * What a device may do: its roles and its groups' in the order they are asked, each with its rules.
 * @throws ApiError not_found
 */
export async function listRulesOfDevice(actor: Actor, deviceId: string): Promise<RoleRulesView[]> {
  requirePermission(actor, "devices.read");
  if (!isId("device", deviceId)) throw notFound("device");
  const { tenantId } = actor;
  const found = await services().database.asTenant(tenantId, async (orm) => {
    if ((await findDevice(orm, tenantId, deviceId)) === undefined) throw notFound("device");
    return listRolesOfDevice(orm, tenantId, deviceId);
  });
  return found.map(({ role, group, rules }) => ({ ...role, group, rules }));
}
