import { sql } from "drizzle-orm";
import type { Sql } from "postgres";
import type { ChangeEffect } from "#core/control.ts";
import type { Orm } from "../client.ts";
import { audit } from "../schema/index.ts";

/**
 * Writes an audit entry, and names it as the cause of the change notices that follow in this transaction
 * (db/queries/changes.ts): so the broker knows into which entry to write what the change took from whom.
 */
export async function insertAuditEntry(orm: Orm, entry: typeof audit.$inferInsert): Promise<void> {
  await orm
    .insert(audit)
    .values(entry)
    .returning({ cause: sql`set_config('hato.audit_id', ${audit.id}, true)` });
}

/** What one audited change did to open connections. */
export interface AuditEffect {
  readonly tenantId: string;
  readonly auditId: string;
  readonly effect: ChangeEffect;
}

/** Completes the entries, as the owner of the table: for everybody else the log can only grow. The first word stays. */
export async function writeAuditEffects(sql: Sql, effects: readonly AuditEffect[]): Promise<void> {
  await sql`
    update audit set effect = e.effect
    from unnest(
      ${effects.map(({ tenantId }) => tenantId)}::text[],
      ${effects.map(({ auditId }) => auditId)}::text[],
      ${effects.map(({ effect }) => JSON.stringify(effect))}::text[]::jsonb[]) as e(tenant_id, id, effect)
    where audit.tenant_id = e.tenant_id and audit.id = e.id and audit.effect is null`;
}
