import type { Database } from "#db/client.ts";
import { listTenantSettings } from "#db/queries/tenant-settings.ts";
import { applyToTenants } from "./apply-to-tenants.ts";
import type { Broker } from "./broker.ts";
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
    const tenantIds = doubt === "all" ? [...broker.tenants()].map(({ id }) => id) : doubt;
    await applyToTenants(sql, broker, tenantIds, causes, (tenant) => tenant.applySettings());
  };
  await read("all");
  return new Mirror("settings", read, log);
}
