import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#core/ids.ts";
import { connect } from "#db/connect.ts";
import { findDeviceIdentity } from "#db/queries/find-device-identity.ts";
import { createTenant } from "#db/queries/tenants.ts";
import { testDatabase } from "#test/database.ts";

const db = await testDatabase();
const statements: string[] = [];
const sql = connect(db.url, { max: 4, debug: (_connection, query) => statements.push(query) });
afterAll(() => sql.end());

const DEVICES = 100;

beforeAll(async () => {
  for (const slug of ["acme", "rival"]) {
    const { id } = await db.transaction((orm) => createTenant(orm, { slug, name: slug }));
    await db.sql`insert into devices (tenant_id, id, name)
      select ${id}, ${newId("device")} || n, 'sensor-' || n from generate_series(0, ${slug === "acme" ? DEVICES : 1} - 1) n`;
  }
});

test("a crowd is asked for with few statements, and each gets the answer to its own question", async () => {
  const before = statements.length;
  const found = await Promise.all(
    Array.from({ length: DEVICES }, (_, n) => [
      findDeviceIdentity(sql, "acme", `sensor-${n}`),
      findDeviceIdentity(sql, "rival", `sensor-${n}`),
      findDeviceIdentity(sql, "nobody", `sensor-${n}`),
    ]).flat(),
  );
  expect(statements.length - before).toBeLessThanOrEqual(8);
  for (let n = 0; n < DEVICES; n++) {
    const [acme, rival, nobody] = found.slice(n * 3, n * 3 + 3);
    expect(acme).toMatchObject({ tenantSlug: "acme", device: { name: `sensor-${n}` } });
    expect(rival).toMatchObject({ tenantSlug: "rival" });
    expect(rival?.device?.name).toBe(n === 0 ? "sensor-0" : undefined);
    expect(nobody).toBeUndefined();
  }
});

test("a name that PostgreSQL cannot hold is nobody's, and spoils no other answer", async () => {
  const [odd, oddTenant, good] = await Promise.all([
    findDeviceIdentity(sql, "acme", "sensor\0-1"),
    findDeviceIdentity(sql, "ac\0me", "sensor-1"),
    findDeviceIdentity(sql, "acme", "sensor-1"),
  ]);
  expect(odd).toMatchObject({ device: null });
  expect(oddTenant).toBeUndefined();
  expect(good?.device?.name).toBe("sensor-1");
});

test("when the database fails, all who asked are told, and later ones are answered", async () => {
  await db.sql`alter table devices rename to devices_away`;
  const failed = await Promise.allSettled([1, 2, 3].map((n) => findDeviceIdentity(sql, "acme", `sensor-${n}`)));
  await db.sql`alter table devices_away rename to devices`;
  expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect((await findDeviceIdentity(sql, "acme", "sensor-1"))?.device?.name).toBe("sensor-1");
});
