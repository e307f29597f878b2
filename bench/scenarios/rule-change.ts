import { setTimeout as sleep } from "node:timers/promises";
import type postgres from "postgres";
import type { ChangeEffect } from "#core/control.ts";
import { newId } from "#core/ids.ts";
import type { BrokerDatabase, RunningBroker } from "../brokers/running-broker.ts";
import { Generator } from "../generator.ts";
import type { TrafficSpec } from "../load/spec.ts";
import { measureLoad } from "./measure-load.ts";
import type { Scenario } from "./scenario.ts";
import { PACED, WARM_UP_SECONDS } from "./traffic.ts";

const DEVICES = 10_000;
const CONCURRENCY = 100;
const ROLE = "fleet";
const PREFIX = "fleet";
/** Beside the change: enough to see every delay, little enough to leave the processors to it. */
const PER_SECOND = 1_000;
const WAIT_SECONDS = 30;

/**
 * 10 000 devices of one role are connected, each with one subscription, while a paced flow of others goes on. The role's
 * rules change twice: so that nobody loses anything, then so that everybody's subscription is cut. How long until the
 * last connection lives by them, and how late a message came meanwhile?
 */
export const ruleChange: Scenario = {
  ...{ name: "rules", title: "new rules, 10 000 devices", counts: "deliveries", brokers: ["Hato"] },
  async run(broker, seconds) {
    const database = databaseOf(broker);
    const fleet = await database.use(insertFleet);
    const door = broker.door("tcp");
    const connections = new Generator({
      ...{ kind: "idle", connections: DEVICES, concurrency: CONCURRENCY, firstClient: 0 },
      ...{ door, deviceNames: PREFIX },
    });
    try {
      await connections.next("connected");
      await sleep(WARM_UP_SECONDS * 1000);
      const measureSeconds = Math.max(seconds, 3);
      const paced: TrafficSpec = {
        ...{ kind: "traffic", door, ...PACED, publishers: 50, subscribers: 50, pacedPerSecond: PER_SECOND },
        ...{ warmUpSeconds: WARM_UP_SECONDS, measureSeconds },
      };
      const { p50Ms: p50MsAlone, p99Ms: p99MsAlone, maxMs: maxMsAlone } = await measureLoad(broker, paced);
      const beside = measureLoad(broker, paced);
      await sleep((WARM_UP_SECONDS + 0.5) * 1000);
      const widened = await database.use((sql) => change(sql, fleet, "${device}/#", "more/#"));
      await sleep(500);
      const cut = await database.use((sql) => change(sql, fleet, "elsewhere/#", "more/#"));
      if (cut.effect.subscriptionsCut !== DEVICES) throw new Error(`cut ${cut.effect.subscriptionsCut} subscriptions`);
      return {
        ...(await beside),
        ...{ p50MsAlone, p99MsAlone, maxMsAlone, connections: DEVICES },
        appliedSeconds: widened.seconds,
        appliedCuttingSeconds: cut.seconds,
      };
    } finally {
      await connections.kill();
      await database.use((sql) => sql`delete from devices where name like ${`${PREFIX}-%`}`);
      await database.use((sql) => sql`delete from roles where name = ${ROLE}`);
    }
  },
};

interface Fleet {
  readonly tenantId: string;
  readonly roleId: string;
}

/** Devices with the credential of the one that the benchmark has, and one role for all of them. */
async function insertFleet(sql: postgres.Sql): Promise<Fleet> {
  const [bench] = await sql<{ tenant_id: string; secret_hash: Buffer }[]>`
    select tenant_id, secret_hash from device_credentials limit 1`;
  if (bench === undefined) throw new Error("there is no device to copy");
  const { tenant_id: tenantId, secret_hash: hash } = bench;
  const [roleId, ids] = [newId("role"), Array.from({ length: DEVICES }, () => newId("device"))];
  await sql`insert into roles (tenant_id, id, name) values (${tenantId}, ${roleId}, ${ROLE})`;
  await setRules(sql, { tenantId, roleId }, ["${device}/#"]);
  await sql`insert into devices (tenant_id, id, name)
    select ${tenantId}, d.id, ${`${PREFIX}-`} || (d.n - 1) from unnest(${ids}::text[]) with ordinality as d(id, n)`;
  await sql`insert into device_credentials (tenant_id, id, device_id, secret_hash, secret_prefix)
    select ${tenantId}, replace(d.id, 'dev_', 'crd_'), d.id, ${hash}, 'x' from unnest(${ids}::text[]) as d(id)`;
  await sql`insert into device_roles (tenant_id, device_id, role_id, position)
    select ${tenantId}, d.id, ${roleId}, 1 from unnest(${ids}::text[]) as d(id)`;
  await sql`analyze devices, device_credentials, device_roles`;
  return { tenantId, roleId };
}

async function setRules(sql: postgres.ISql, { tenantId, roleId }: Fleet, filters: readonly string[]): Promise<void> {
  await sql`delete from rules where tenant_id = ${tenantId} and role_id = ${roleId}`;
  await sql`insert into rules (tenant_id, role_id, position, effect, action, filter)
    select ${tenantId}, ${roleId}, f.n, 'allow', 'both', f.filter
    from unnest(${[...filters]}::text[]) with ordinality as f(filter, n)`;
}

/** As the use case does it; from before the transaction until the broker says that the last connection lives by it. */
async function change(
  sql: postgres.Sql,
  fleet: Fleet,
  ...filters: string[]
): Promise<{ seconds: number; effect: ChangeEffect }> {
  const { tenantId, roleId } = fleet;
  const auditId = newId("audit");
  const startedAtMs = Date.now();
  await sql.begin(async (tx) => {
    await setRules(tx, fleet, filters);
    await tx`insert into audit (tenant_id, id, actor_kind, actor_label, action, target_kind, target_id)
      values (${tenantId}, ${auditId}, 'system', 'bench', 'role.update', 'role', ${roleId})`;
    await tx`select pg_notify('hato_change', ${JSON.stringify({ tenantId, kind: "role", id: roleId, auditId })})`;
  });
  for (let waited = 0; waited < WAIT_SECONDS * 100; waited++) {
    const [row] = await sql<{ effect: ChangeEffect | null }[]>`select effect from audit where id = ${auditId}`;
    const effect = row?.effect;
    if (effect) return { seconds: (Date.parse(effect.appliedAt) - startedAtMs) / 1000, effect };
    await sleep(10);
  }
  throw new Error(`not applied within ${WAIT_SECONDS} s`);
}

function databaseOf({ database }: RunningBroker): BrokerDatabase {
  if (database === undefined) throw new Error("has no database of its own");
  return database;
}
