import { ADMINISTRATIVE_ACTION } from "#core/mqtt/reason-codes.ts";
import type { Database } from "#db/client.ts";
import { listBansOfAll } from "#db/queries/bans.ts";
import { applyToTenants } from "./apply-to-tenants.ts";
import type { StoredBan } from "./bans.ts";
import type { Broker } from "./broker.ts";
import type { Log } from "./log.ts";
import { type Causes, type Doubt, Mirror } from "./mirror.ts";
import type { Tenant } from "./tenant.ts";

/** The broker's copy of all bans. A new one ends the connections that it names at once. */
export async function mirrorBans({ sql }: Pick<Database, "sql">, broker: Broker, log: Log): Promise<Mirror> {
  const read = async (doubt: Doubt, causes: Causes = new Map()): Promise<void> => {
    const { bans } = broker;
    const stored = await listBansOfAll(sql, doubt === "all" ? undefined : [...doubt]);
    const byTenant = new Map<string, StoredBan[]>();
    for (const ban of stored) byTenant.set(ban.tenantId, [...(byTenant.get(ban.tenantId) ?? []), ban]);
    const tenantIds = doubt === "all" ? new Set([...bans.tenantIds(), ...byTenant.keys()]) : doubt;
    for (const tenantId of tenantIds) bans.put(tenantId, byTenant.get(tenantId) ?? []);
    await applyToTenants(sql, broker, tenantIds, causes, (tenant) => endBanned(broker, tenant));
  };
  await read("all");
  return new Mirror("bans", read, log);
}

/** Ends the connections that a ban of the tenant names. */
export function endBanned(broker: Broker, tenant: Tenant): void {
  const nowMs = broker.clock.now();
  for (const { origin, connection } of [...tenant.sessions.values()]) {
    if (connection === undefined || broker.bans.find(tenant.id, origin, nowMs) === undefined) continue;
    // "Banned" is a code of CONNACK alone. [MQTT-3.14.2-1]
    connection.close(ADMINISTRATIVE_ACTION, "banned");
  }
}
