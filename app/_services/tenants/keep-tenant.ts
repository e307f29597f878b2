import { type Actor, requirePermission } from "../actor.ts";
import { ApiError } from "../errors.ts";
import { changeTenant } from "./change-tenant.ts";
import type { TenantView } from "./tenant.ts";

/**
 * Takes back that the tenant shall be deleted; where it shall not, nothing changes.
 * @throws ApiError conflict once its time has come: the first of its rows may be gone
 */
export async function keepTenant(actor: Actor): Promise<TenantView> {
  requirePermission(actor, "tenant.delete");
  return changeTenant(actor, "tenant.keep", ({ deletionDueAt }) => {
    if (deletionDueAt === null) return undefined;
    if (deletionDueAt <= new Date()) throw new ApiError("conflict", "The tenant is being deleted.");
    return { deletionDueAt: null };
  });
}
