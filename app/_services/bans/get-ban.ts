import { isId } from "#core/ids.ts";
import { findBan } from "#db/queries/bans.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import { type BanView, presentBan } from "./ban.ts";

/** @throws ApiError not_found, also for a ban that has ended */
export async function getBan(actor: Actor, id: string): Promise<BanView> {
  requirePermission(actor, "bans.read");
  const { tenantId } = actor;
  const ban = isId("ban", id)
    ? await services().database.asTenant(tenantId, (orm) => findBan(orm, tenantId, id))
    : undefined;
  if (ban === undefined) throw notFound("ban");
  return presentBan(ban);
}
