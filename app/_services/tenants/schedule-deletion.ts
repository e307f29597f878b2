import { type Actor, requirePermission } from "../actor.ts";
import { ApiError } from "../errors.ts";
import { changeTenant } from "./change-tenant.ts";
import { DELETION_GRACE_DAYS, type ScheduleDeletionInput, type TenantView } from "./tenant.ts";

/**
 * Has the tenant deleted after DELETION_GRACE_DAYS, with its devices, sessions, messages, people's memberships and audit
 * log. Until then everything works as before, and keep-tenant.ts takes it back. Asked again, the first day holds.
 * @throws ApiError invalid_request unless the tenant's own slug is named
 */
export async function scheduleDeletion(actor: Actor, { slug }: ScheduleDeletionInput): Promise<TenantView> {
  requirePermission(actor, "tenant.delete");
  if (slug !== actor.tenantSlug) throw wrongSlug();
  return changeTenant(actor, "tenant.scheduleDeletion", ({ deletionDueAt }) =>
    deletionDueAt === null ? { deletionDueAt: new Date(Date.now() + DELETION_GRACE_DAYS * 86_400_000) } : undefined,
  );
}

function wrongSlug(): ApiError {
  const message = "This is not the tenant's own slug.";
  return new ApiError("invalid_request", message, { issues: [{ path: ["slug"], code: "not_own", message }] });
}
