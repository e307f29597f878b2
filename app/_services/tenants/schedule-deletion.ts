import { holdTenant, updateTenant } from "#db/queries/tenants.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError, notFound } from "../errors.ts";
import { DELETION_GRACE_DAYS, presentTenant, type ScheduleDeletionInput, type TenantView } from "./tenant.ts";

/**
 * Has the tenant deleted after DELETION_GRACE_DAYS, with its devices, sessions, messages, people's memberships and audit
 * log. Until then everything works as before, and keep-tenant.ts takes it back. Asked again, the first day holds.
 * @throws ApiError invalid_request unless the tenant's own slug is named
 */
export async function scheduleDeletion(actor: Actor, { slug }: ScheduleDeletionInput): Promise<TenantView> {
  requirePermission(actor, "tenant.delete");
  if (slug !== actor.tenantSlug) throw wrongSlug();
  const { tenantId } = actor;
  return services().database.asTenant(tenantId, async (orm) => {
    const before = await holdTenant(orm, tenantId);
    if (before === undefined) throw notFound("tenant");
    if (before.deletionDueAt !== null) return presentTenant(before);
    const deletionDueAt = new Date(Date.now() + DELETION_GRACE_DAYS * 86_400_000);
    const after = await updateTenant(orm, tenantId, { deletionDueAt });
    if (after === undefined) throw notFound("tenant");
    await audit(orm, actor, {
      action: "tenant.scheduleDeletion",
      target: { kind: "tenant", id: tenantId, label: actor.tenantSlug },
      before: { deletionDueAt: null },
      after: { deletionDueAt: deletionDueAt.toISOString() },
    });
    return presentTenant(after);
  });
}

function wrongSlug(): ApiError {
  const message = "This is not the tenant's own slug.";
  return new ApiError("invalid_request", message, { issues: [{ path: ["slug"], code: "not_own", message }] });
}
