import { sql } from "drizzle-orm";
import { CHANGE_CHANNEL, type ChangeNotice } from "#core/control.ts";
import type { Orm } from "../client.ts";

/** Tells the broker, when this transaction commits, to re-read what the notice names. */
export async function notifyChange(orm: Orm, notice: ChangeNotice): Promise<void> {
  await orm.execute(sql`select pg_notify(${CHANGE_CHANNEL}, ${JSON.stringify(notice)})`);
}
