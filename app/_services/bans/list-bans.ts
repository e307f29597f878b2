import { listBans as listBanRows } from "#db/queries/bans.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { cutPage, decodeCursor, type Page } from "../page.ts";
import { type BanView, type ListBansInput, presentBan } from "./ban.ts";

/** One page of the bans that hold, newest first. */
export async function listBans(actor: Actor, { cursor, limit }: ListBansInput): Promise<Page<BanView>> {
  requirePermission(actor, "bans.read");
  const { tenantId } = actor;
  const after = decodeCursor("-id", cursor);
  const found = await services().database.asTenant(tenantId, (orm) =>
    listBanRows(orm, tenantId, { after, limit: limit + 1 }),
  );
  const { rows, nextCursor } = cutPage(found, limit, "-id", (ban) => ban.id);
  return { data: rows.map((row) => presentBan(row)), nextCursor };
}
