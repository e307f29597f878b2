import { holdTenant, updateTenant as updateTenantRow } from "#db/queries/tenants.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import { presentTenant, type TenantView, type UpdateTenantInput } from "./tenant.ts";

/** Gives the tenant another name; its slug stays, for every device's username begins with it. */
export async function updateTenant(actor: Actor, { name }: UpdateTenantInput): Promise<TenantView> {
  requirePermission(actor, "settings.write");
  const { tenantId } = actor;
  return services().database.asTenant(tenantId, async (orm) => {
    const before = await holdTenant(orm, tenantId);
    if (before === undefined) throw notFound("tenant");
    if (before.name === name) return presentTenant(before);
    const after = await updateTenantRow(orm, tenantId, { name });
    if (after === undefined) throw notFound("tenant");
    await audit(orm, actor, {
      action: "tenant.update",
      target: { kind: "tenant", id: tenantId, label: actor.tenantSlug },
      before: { name: before.name },
      after: { name },
    });
    return presentTenant(after);
  });
}
