import { and, desc, eq, gte, like, lt, sql } from "drizzle-orm";
import type { Sql } from "postgres";
import type { ChangeEffect } from "#core/control.ts";
import { idFloor } from "#core/ids.ts";
import type { Orm } from "../client.ts";
import { type AuditEntry, audit } from "../schema/index.ts";

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

export interface AuditFilter {
  /** An id, or a whole e-mail or key name. */
  readonly actor?: string | undefined;
  readonly actorKind?: AuditEntry["actorKind"] | undefined;
  /** `device.create`, or `device` for all that begins so. */
  readonly action?: string | undefined;
  /** An id, or a whole name. */
  readonly target?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** Newest first. Ids sort by time, so that time is a range of the primary key. */
export function listAuditEntries(
  orm: Orm,
  tenantId: string,
  filter: AuditFilter,
  page: { readonly after?: string | undefined; readonly limit: number },
): Promise<AuditEntry[]> {
  const { actor, actorKind, action, target, from, to } = filter;
  const isAction = action?.includes(".") ? eq(audit.action, action) : like(audit.action, `${action}.%`);
  return orm
    .select()
    .from(audit)
    .where(
      and(
        eq(audit.tenantId, tenantId),
        page.after === undefined ? undefined : lt(audit.id, page.after),
        from === undefined ? undefined : gte(audit.id, idFloor("audit", from.getTime())),
        to === undefined ? undefined : lt(audit.id, idFloor("audit", to.getTime())),
        actor === undefined ? undefined : sql`(${audit.actorId} = ${actor} or ${audit.actorLabel} = ${actor})`,
        actorKind === undefined ? undefined : eq(audit.actorKind, actorKind),
        action === undefined ? undefined : isAction,
        target === undefined ? undefined : sql`(${audit.targetId} = ${target} or ${audit.targetLabel} = ${target})`,
      ),
    )
    .orderBy(desc(audit.id))
    .limit(page.limit);
}

export async function findAuditEntry(orm: Orm, tenantId: string, id: string): Promise<AuditEntry | undefined> {
  const [row] = await orm
    .select()
    .from(audit)
    .where(and(eq(audit.tenantId, tenantId), eq(audit.id, id)));
  return row;
}
