import { findTenantBySlug } from "#db/queries/tenants.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import { presentTenant, type TenantView } from "./tenant.ts";

/** The actor's own tenant; there is no way to ask for another. */
export async function getTenant(actor: Actor): Promise<TenantView> {
  requirePermission(actor, "tenant.read");
  const tenant = await services().database.asTenant(actor.tenantId, (orm) => findTenantBySlug(orm, actor.tenantSlug));
  if (tenant === undefined) throw notFound("tenant");
  return presentTenant(tenant);
}
