import { isId } from "#core/ids.ts";
import { findDevice } from "#db/queries/devices.ts";
import { listRulesOfDevice as listRuleRows } from "#db/queries/roles.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";

export interface RuleView {
  readonly effect: "allow" | "deny";
  readonly action: "publish" | "subscribe" | "both";
  /** With the variables as written. */
  readonly filter: string;
  readonly qosMax: number;
  readonly retainAllowed: boolean;
}

export interface RoleRulesView {
  readonly name: string;
  readonly builtIn: boolean;
  readonly rules: readonly RuleView[];
}

/**
 * What a device may do: its roles in the order they are asked, each with its rules.
 * @throws ApiError not_found
 */
export async function listRulesOfDevice(actor: Actor, deviceId: string): Promise<RoleRulesView[]> {
  requirePermission(actor, "devices.read");
  if (!isId("device", deviceId)) throw notFound("device");
  const { tenantId } = actor;
  const rows = await services().database.asTenant(tenantId, async (orm) => {
    if ((await findDevice(orm, tenantId, deviceId)) === undefined) throw notFound("device");
    return listRuleRows(orm, tenantId, deviceId);
  });
  const roles = new Map<string, { name: string; builtIn: boolean; rules: RuleView[] }>();
  for (const { role, rule } of rows) {
    const view = roles.get(role.id) ?? { name: role.name, builtIn: role.builtIn, rules: [] };
    roles.set(role.id, view);
    if (rule === null) continue;
    const { effect, action, filter, qosMax, retainAllowed } = rule;
    view.rules.push({ effect, action, filter, qosMax, retainAllowed });
  }
  return [...roles.values()];
}
