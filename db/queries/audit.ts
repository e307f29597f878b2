import { and, desc, eq, lt } from "drizzle-orm";
import type { Orm } from "../client.ts";
import { type AuditEntry, audit } from "../schema/index.ts";

export async function insertAuditEntry(orm: Orm, entry: typeof audit.$inferInsert): Promise<void> {
  await orm.insert(audit).values(entry);
}

/** Newest first. */
export function listAuditEntries(
  orm: Orm,
  tenantId: string,
  page: { targetId?: string | undefined; beforeId?: string | undefined; limit: number },
): Promise<AuditEntry[]> {
  return orm
    .select()
    .from(audit)
    .where(
      and(
        eq(audit.tenantId, tenantId),
        page.targetId === undefined ? undefined : eq(audit.targetId, page.targetId),
        page.beforeId === undefined ? undefined : lt(audit.id, page.beforeId),
      ),
    )
    .orderBy(desc(audit.id))
    .limit(page.limit);
}
