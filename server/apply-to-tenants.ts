import type { Database } from "#db/client.ts";
import { type AuditEffect, writeAuditEffects } from "#db/queries/audit.ts";
import type { Broker } from "./broker.ts";
import { EffectTally, tallying } from "./change-effect.ts";
import type { Causes } from "./mirror.ts";
import type { Tenant } from "./tenant.ts";

/**
 * Has what was read anew act on the tenants' open connections, and writes into the audit entries of the changes who lost
 * what by it.
 * @param apply must not wait for anything
 */
export async function applyToTenants(
  sql: Database["sql"],
  broker: Broker,
  tenantIds: Iterable<string>,
  causes: Causes,
  apply: (tenant: Tenant) => void,
): Promise<void> {
  const effects: AuditEffect[] = [];
  for (const tenantId of tenantIds) {
    const tenant = broker.tenant(tenantId);
    const tally = new EffectTally();
    if (tenant !== undefined) tallying(tenant, [tally], () => apply(tenant));
    const effect = tally.effect(new Date());
    for (const auditId of causes.get(tenantId) ?? []) effects.push({ tenantId, auditId, effect });
  }
  if (effects.length > 0) await writeAuditEffects(sql, effects);
}
