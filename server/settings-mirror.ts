import type { Database } from "#db/client.ts";
import { type AuditEffect, writeAuditEffects } from "#db/queries/audit.ts";
import { listTenantSettings } from "#db/queries/tenant-settings.ts";
import type { Broker } from "./broker.ts";
import { EffectTally, tallying } from "./change-effect.ts";
import type { Log } from "./log.ts";
import { type Causes, type Doubt, Mirror } from "./mirror.ts";

/**
 * The broker's copy of what tenants have set. Read as a whole before the first client comes, and again where a notice
 * says so; what changed acts on open connections at once.
 */
export async function mirrorSettings({ sql }: Pick<Database, "sql">, broker: Broker, log: Log): Promise<Mirror> {
  const read = async (doubt: Doubt, causes: Causes = new Map()): Promise<void> => {
    if (doubt === "all") broker.settings.putAll(await listTenantSettings(sql));
    else {
      const found = new Map((await listTenantSettings(sql, [...doubt])).map((row) => [row.tenantId, row]));
      for (const tenantId of doubt) broker.settings.put(tenantId, found.get(tenantId));
    }
    const effects: AuditEffect[] = [];
    for (const tenantId of doubt === "all" ? [...broker.tenants()].map(({ id }) => id) : doubt) {
      const tenant = broker.tenant(tenantId);
      const tally = new EffectTally();
      if (tenant !== undefined) tallying(tenant, [tally], () => tenant.applySettings());
      const effect = tally.effect(new Date());
      for (const auditId of causes.get(tenantId) ?? []) effects.push({ tenantId, auditId, effect });
    }
    if (effects.length > 0) await writeAuditEffects(sql, effects);
  };
  await read("all");
  return new Mirror("settings", read, log);
}
