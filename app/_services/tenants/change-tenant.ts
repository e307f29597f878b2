import { holdTenant, updateTenant } from "#db/queries/tenants.ts";
import type { Tenant } from "#db/schema/index.ts";
import type { Actor } from "../actor.ts";
import { type AuditedChange, audit } from "../audit.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import { presentTenant, type TenantView } from "./tenant.ts";

type TenantChange = Partial<Pick<Tenant, "name" | "deletionDueAt">>;

/**
 * Changes the actor's own tenant and writes down what was and what is. The caller has checked the right to it.
 * @param decide what shall be different, given what is; undefined: nothing, and nothing is written down
 */
export async function changeTenant(
  actor: Actor,
  action: AuditedChange["action"],
  decide: (before: Tenant) => TenantChange | undefined,
): Promise<TenantView> {
  const { tenantId } = actor;
  return services().database.asTenant(tenantId, async (orm) => {
    const before = await holdTenant(orm, tenantId);
    if (before === undefined) throw notFound("tenant");
    const change = decide(before);
    if (change === undefined) return presentTenant(before);
    const after = await updateTenant(orm, tenantId, change);
    if (after === undefined) throw notFound("tenant");
    await audit(orm, actor, {
      action,
      target: { kind: "tenant", id: tenantId, label: actor.tenantSlug },
      before: seen(before, change),
      after: seen(after, change),
    });
    return presentTenant(after);
  });
}

/** What changed, as the outside sees it. */
function seen(tenant: Tenant, change: TenantChange): Record<string, unknown> {
  const view = presentTenant(tenant);
  return Object.fromEntries((Object.keys(change) as (keyof TenantChange)[]).map((key) => [key, view[key]]));
}
