import postgres from "postgres";
import { silentLog } from "#server/log.ts";
import { Store } from "#server/store/store.ts";
import { ownTestDatabaseUrl } from "#test/database.ts";
import type { Target, TargetOptions } from "./target.ts";
import { startBroker, TENANT } from "./target-hato.ts";

/** Our own broker as it runs in production: persistent sessions and retained messages are in a Postgres of its own. */
export async function startDurable(options: TargetOptions): Promise<Target> {
  const url = await ownTestDatabaseUrl();
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql`insert into tenants (id, slug, name) values (${TENANT}, ${TENANT}, ${TENANT})`;
  await sql.end();
  const store = await Store.open({ url, log: silentLog, onLost: () => {} });
  const { target, broker } = await startBroker(options, store.journal);
  await store.recover(broker);
  return {
    ...target,
    async stop() {
      await target.stop();
      await store.close();
    },
  };
}
