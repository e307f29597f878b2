import { isId } from "#core/ids.ts";
import { deleteBan } from "#db/queries/bans.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import { banLabel, presentBan } from "./ban.ts";

/** Lets in again whom the ban named. @throws ApiError not_found */
export async function liftBan(actor: Actor, id: string): Promise<void> {
  requirePermission(actor, "bans.write");
  if (!isId("ban", id)) throw notFound("ban");
  const { tenantId } = actor;
  await services().database.asTenant(tenantId, async (orm) => {
    const ban = await deleteBan(orm, tenantId, id);
    if (ban === undefined) throw notFound("ban");
    const { id: _, createdAt, ...before } = presentBan(ban);
    await audit(orm, actor, { action: "ban.lift", target: { kind: "ban", id, label: banLabel(ban) }, before });
    await notifyChange(orm, { tenantId, kind: "ban", id });
  });
}
