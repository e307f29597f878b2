import { holdTenant, updateTenant } from "#db/queries/tenants.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError, notFound } from "../errors.ts";
import { presentTenant, type TenantView } from "./tenant.ts";

/**
 * Takes back that the tenant shall be deleted; where it shall not, nothing changes.
 * @throws ApiError conflict once its time has come: the first of its rows may be gone
 */
export async function keepTenant(actor: Actor): Promise<TenantView> {
  requirePermission(actor, "tenant.delete");
  const { tenantId } = actor;
  return services().database.asTenant(tenantId, async (orm) => {
    const before = await holdTenant(orm, tenantId);
    if (before === undefined) throw notFound("tenant");
    if (before.deletionDueAt === null) return presentTenant(before);
    if (before.deletionDueAt <= new Date()) throw tooLate();
    const after = await updateTenant(orm, tenantId, { deletionDueAt: null });
    if (after === undefined) throw notFound("tenant");
    await audit(orm, actor, {
      action: "tenant.keep",
      target: { kind: "tenant", id: tenantId, label: actor.tenantSlug },
      before: { deletionDueAt: before.deletionDueAt.toISOString() },
      after: { deletionDueAt: null },
    });
    return presentTenant(after);
  });
}

function tooLate(): ApiError {
  return new ApiError("conflict", "The tenant is being deleted.");
}
