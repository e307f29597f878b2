import { newId } from "#core/ids.ts";
import { BAN_CLIENT_ID_CHARS_MAX, BANS_PER_TENANT_MAX } from "#core/limits.ts";
import type { Database } from "#db/client.ts";
import { insertAuditEntry } from "#db/queries/audit.ts";
import { countBans, putBan } from "#db/queries/bans.ts";
import { notifyChange } from "#db/queries/changes.ts";
import type { EventOrigin } from "./events.ts";
import type { Log } from "./log.ts";
import type { Tenant } from "./tenant.ts";

const AUTHOR = "flapping detection";

/** Bans a device's client id for a while, as a person would: a row, an audit entry and a notice. */
export function flappingBans({ transaction }: Pick<Database, "transaction">, log: Log) {
  return async (tenant: Tenant, { clientId, deviceName, deviceId }: EventOrigin, seconds: number): Promise<void> => {
    const ban = {
      tenantId: tenant.id,
      id: newId("ban"),
      // One too long to be a key: then the whole device.
      clientId: clientId.length > BAN_CLIENT_ID_CHARS_MAX ? "" : clientId,
      deviceName,
      reason: AUTHOR,
      createdBy: AUTHOR,
      expiresAt: new Date(Date.now() + seconds * 1000),
    };
    await transaction(async (orm) => {
      // A device that connects by ever new client ids must not fill the table.
      if ((await countBans(orm, tenant.id)) >= BANS_PER_TENANT_MAX) return;
      const { id } = await putBan(orm, ban);
      await insertAuditEntry(orm, {
        tenantId: tenant.id,
        id: newId("audit"),
        actorKind: "system",
        actorLabel: AUTHOR,
        action: "ban.create",
        targetKind: "ban",
        targetId: id,
        targetLabel: ban.clientId,
        after: { clientId: ban.clientId, device: deviceName, deviceId, expiresAt: ban.expiresAt.toISOString() },
      });
      await notifyChange(orm, { tenantId: tenant.id, kind: "ban", id });
    }).catch((error: unknown) =>
      log("warn", "could not ban a flapping client", { tenant: tenant.slug, error: String(error) }),
    );
  };
}
