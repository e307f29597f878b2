import { sql } from "drizzle-orm";
import { CHANGE_CHANNEL, type ChangeNotice } from "#core/control.ts";
import type { Orm } from "../client.ts";

/**
 * Tells the broker, when this transaction commits, to re-read what the notice names. The notice carries the audit entry
 * last written in this transaction, so audit first, then notify.
 */
export async function notifyChange(orm: Orm, notice: ChangeNotice): Promise<void> {
  await orm.execute(sql`select pg_notify(${CHANGE_CHANNEL}, (jsonb_strip_nulls(jsonb_build_object(
    'auditId', nullif(current_setting('hato.audit_id', true), ''))) || ${JSON.stringify(notice)}::jsonb)::text)`);
}
