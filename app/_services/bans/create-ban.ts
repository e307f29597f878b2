import { newId } from "#core/ids.ts";
import { BANS_PER_TENANT_MAX } from "#core/limits.ts";
import { countBans, putBan } from "#db/queries/bans.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError } from "../errors.ts";
import { type BanView, banLabel, type CreateBanInput, presentBan } from "./ban.ts";

/**
 * Bans a client id, a device, a network, or what is all of them; open connections end at once. It takes the place of a
 * ban of the same.
 * @throws ApiError conflict when there are too many
 */
export async function createBan(actor: Actor, input: CreateBanInput): Promise<BanView> {
  requirePermission(actor, "bans.write");
  const { tenantId } = actor;
  return services().database.asTenant(tenantId, async (orm) => {
    if ((await countBans(orm, tenantId)) >= BANS_PER_TENANT_MAX) {
      throw new ApiError("conflict", `There are ${BANS_PER_TENANT_MAX} bans already. Lift some, or ban a network.`);
    }
    const ban = await putBan(orm, {
      tenantId,
      id: newId("ban"),
      clientId: input.clientId ?? "",
      deviceName: input.device ?? "",
      network: input.network ?? "",
      reason: input.reason,
      createdBy: actor.label,
      expiresAt: input.expiresAt === null ? null : new Date(input.expiresAt),
    });
    const { id, createdAt, createdBy, ...after } = presentBan(ban);
    await audit(orm, actor, { action: "ban.create", target: { kind: "ban", id, label: banLabel(ban) }, after });
    await notifyChange(orm, { tenantId, kind: "ban", id });
    return { id, createdAt, createdBy, ...after };
  });
}
