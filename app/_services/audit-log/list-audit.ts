import { listAuditEntries } from "#db/queries/audit.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { cutPage, decodeCursor, type Page } from "../page.ts";
import { type AuditEntryView, filterOf, type ListAuditInput, presentAuditEntry } from "./audit-entry.ts";

/** One page of who changed what, newest first. */
export async function listAudit(
  actor: Actor,
  { cursor, limit, ...filter }: ListAuditInput,
): Promise<Page<AuditEntryView>> {
  requirePermission(actor, "audit.read");
  const { tenantId } = actor;
  const after = decodeCursor("-id", cursor);
  const found = await services().database.asTenant(tenantId, (orm) =>
    listAuditEntries(orm, tenantId, filterOf(filter), { after, limit: limit + 1 }),
  );
  const { rows, nextCursor } = cutPage(found, limit, "-id", (entry) => entry.id);
  return { data: rows.map(presentAuditEntry), nextCursor };
}
