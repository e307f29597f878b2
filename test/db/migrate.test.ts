import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "#db/client.ts";
import { type EmbeddedPostgres, startEmbedded } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";
import { createTenant } from "#db/queries/tenants.ts";
import { devices } from "#db/schema/index.ts";

/** A server of this file's own: roles belong to a whole server, and here nobody has made ours yet. */
const dataDir = mkdtempSync(join(tmpdir(), "hato-migrate-"));
let server: EmbeddedPostgres;
let admin: postgres.Sql;

beforeAll(async () => {
  chmodSync(dataDir, 0o711);
  server = await startEmbedded({ dataDir, durable: false });
  admin = postgres(server.url, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await admin.end();
  await server.stop();
  rmSync(dataDir, { recursive: true });
});

/** A database whose owner is no superuser, as hosted PostgreSQL gives it. */
async function ordinaryDatabase(name: string, rights: string): Promise<string> {
  await admin.unsafe(`create role ${name} login password 'x' nosuperuser ${rights}`);
  await admin.unsafe(`create database ${name} owner ${name}`);
  const url = new URL(server.url);
  url.username = name;
  url.password = "x";
  url.pathname = `/${name}`;
  return url.href;
}

async function expectTenancy(url: string): Promise<void> {
  const database = openDatabase(url, 2);
  try {
    const [ours, theirs] = await Promise.all(
      ["ours", "theirs"].map((slug) => database.transaction((orm) => createTenant(orm, { slug, name: slug }))),
    );
    for (const tenant of [ours, theirs]) {
      await database.sql`insert into devices (tenant_id, id, name) values (${tenant?.id ?? ""}, ${tenant?.id ?? ""}, 'd')`;
    }
    const seen = await database.asTenant(ours?.id ?? "", (orm) => orm.select().from(devices));
    expect(seen.map((device) => device.tenantId)).toEqual([ours?.id]);
  } finally {
    await database.close();
  }
}

describe("migrations", () => {
  it("need no superuser, only the right to make a role", async () => {
    const url = await ordinaryDatabase("first", "createrole");
    await migrate(url);
    await expectTenancy(url);
  });

  it("say what an administrator must do where the role is another's", async () => {
    const url = await ordinaryDatabase("second", "");
    await expect(migrate(url)).rejects.toMatchObject({
      cause: { message: expect.stringContaining("let an administrator run: GRANT hato_app TO second") },
    });
    await admin`grant hato_app to second`;
    await migrate(url);
    await expectTenancy(url);
  });

  it("run once, however many processes start at once", async () => {
    await admin`create database shared`;
    const url = new URL(server.url);
    url.pathname = "/shared";
    await Promise.all(Array.from({ length: 5 }, () => migrate(url.href)));
    await expectTenancy(url.href);
  });
});
