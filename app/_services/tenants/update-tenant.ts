import { type Actor, requirePermission } from "../actor.ts";
import { changeTenant } from "./change-tenant.ts";
import type { TenantView, UpdateTenantInput } from "./tenant.ts";

/** Gives the tenant another name; its slug stays, for every device's username begins with it. */
export async function updateTenant(actor: Actor, { name }: UpdateTenantInput): Promise<TenantView> {
  requirePermission(actor, "settings.write");
  return changeTenant(actor, "tenant.update", (before) => (before.name === name ? undefined : { name }));
}
