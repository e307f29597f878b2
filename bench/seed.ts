import { parseArgs } from "node:util";
import { parseConfig } from "#core/config.ts";
import { newId } from "#core/ids.ts";
import type { Database } from "#db/client.ts";
import { deriveKeys, hashSecret, secretPrefix } from "#db/secrets.ts";
import { checkAuthSecret, keepAuthSecret } from "#server/auth-secret.ts";
import { bootstrap } from "#server/bootstrap.ts";
import { claimDataDirectory } from "#server/data-directory.ts";
import { silentLog } from "#server/log.ts";
import { startDatabase } from "#server/start-database.ts";
import { StartError } from "#server/start-error.ts";

/**
 * `npm run seed -- --devices 100000`: fills a tenant with devices, to see and to measure the console with many. Takes
 * the same environment as `npm start`, while that is not running; BOOTSTRAP_* make its owner.
 */

const { values } = parseArgs({
  options: { devices: { type: "string", default: "100000" }, tenant: { type: "string" }, help: { type: "boolean" } },
});
/** All of them have it: this is no place for real devices. */
const SECRET = "seeded-device-secret-0000000000";
const BATCH = 10_000;
const SITES = ["osaka", "kyoto", "nara", "kobe", "nagoya", "sendai", "sapporo"];
const KINDS = ["pump", "sensor", "valve", "meter", "camera"];

try {
  await seed();
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(`seed: ${error.message}`);
  process.exitCode = 1;
}

async function seed(): Promise<void> {
  const count = Number(values.devices);
  if (values.help === true || !Number.isSafeInteger(count) || count < 1 || count > 10_000_000) {
    console.log("npm run seed -- --devices N [--tenant SLUG]    N from 1 to 10 000 000");
    process.exitCode = values.help === true ? 0 : 1;
    return;
  }
  await using stack = new AsyncDisposableStack();
  const config = parseConfig(process.env);
  const directory = claimDataDirectory(config.dataDir);
  stack.defer(() => directory.release());
  const { database } = await startDatabase(
    { databaseUrl: config.databaseUrl, dataDir: directory.path, log: silentLog },
    stack,
  );
  const keys = deriveKeys(keepAuthSecret(config.authSecret, directory.path));
  await checkAuthSecret(database, keys);
  const slug = values.tenant ?? config.bootstrap.tenant ?? "seeded";
  await bootstrap(database, keys, { bootstrap: { ...config.bootstrap, tenant: slug }, anonymousTenant: undefined });
  await fill(database, slug, count, hashSecret(keys.deviceSecret, SECRET));
  console.log(`${count} devices in the tenant ${slug}; the secret of each is ${SECRET}`);
}

async function fill(database: Database, slug: string, count: number, secretHash: Buffer): Promise<void> {
  const { sql } = database;
  const [tenant] = await sql<{ id: string; taken: number }[]>`
    select t.id, (select count(*)::int from devices d where d.tenant_id = t.id) as taken
    from tenants t where t.slug = ${slug}`;
  if (tenant === undefined) throw new StartError(`there is no tenant ${slug}`);
  for (let done = 0; done < count; done += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, count - done) }, (_, index) => tenant.taken + done + index);
    const devices = numbers.map((number) => ({
      id: newId("device"),
      credentialId: newId("credential"),
      name: `${KINDS[number % KINDS.length]}-${String(number).padStart(6, "0")}`,
      description: `Hall ${number % 97}, line ${number % 13}`,
      labels: { site: SITES[number % SITES.length], floor: String(number % 9) },
      role: number % 10 === 0 ? "read-only" : "own-subtree",
      status: number % 50 === 0 ? "disabled" : "enabled",
    }));
    await sql.begin(async (tx) => {
      await tx`
        with made as (select * from json_to_recordset(${JSON.stringify(devices)}::text::json)
          as x(id text, "credentialId" text, name text, description text, labels jsonb, role text, status text)),
        devices_made as (insert into devices (tenant_id, id, name, description, labels, status)
          select ${tenant.id}, id, name, description, labels, status::device_status from made),
        roles_given as (insert into device_roles (tenant_id, device_id, role_id, position)
          select ${tenant.id}, made.id, r.id, 1 from made
          join roles r on r.tenant_id = ${tenant.id} and r.name = made.role)
        insert into device_credentials (tenant_id, id, device_id, secret_hash, secret_prefix)
          select ${tenant.id}, "credentialId", id, ${secretHash}, ${secretPrefix(SECRET)} from made`;
    });
    process.stderr.write(`\r${done + numbers.length} of ${count}`);
  }
  process.stderr.write("\n");
  await sql`analyze devices, device_roles, device_credentials`;
}
