import { isId } from "#core/ids.ts";
import { findRole } from "#db/queries/roles.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { askImpact } from "../broker-control.ts";
import { services } from "../database.ts";
import { ApiError, notFound } from "../errors.ts";
import type { ImpactView, PreviewImpactInput } from "./access-question.ts";
import { impactQuestions } from "./question-rates.ts";

/**
 * What open and kept sessions would lose if the role had these rules: "3 subscriptions would be cut". The broker judges,
 * by the code that would cut them; nothing is changed.
 * @throws ApiError not_found, rate_limited, or unavailable when the broker cannot be asked
 */
export async function previewImpact(actor: Actor, { roleId, rules }: PreviewImpactInput): Promise<ImpactView> {
  requirePermission(actor, "roles.read");
  const { tenantId } = actor;
  const role = isId("role", roleId)
    ? await services().database.asTenant(tenantId, (orm) => findRole(orm, tenantId, roleId))
    : undefined;
  if (role === undefined) throw notFound("role");
  impactQuestions.require(tenantId);
  const impact = await askImpact({ tenantId, role: { id: role.id, name: role.name, rules } });
  if (impact === null) {
    throw new ApiError("unavailable", "The broker cannot be asked at the moment.", { retryAfterSeconds: 5 });
  }
  return { ...impact, losses: impact.losses.map((loss) => ({ ...loss })) };
}
