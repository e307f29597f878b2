import type { Orm } from "../client.ts";
import { audit } from "../schema/index.ts";

export async function insertAuditEntry(orm: Orm, entry: typeof audit.$inferInsert): Promise<void> {
  await orm.insert(audit).values(entry);
}
