import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { PUBACK } from "#core/mqtt/packets.ts";
import { TestClient } from "#test/broker/client.ts";
import { testDatabase } from "#test/database.ts";
import { startStoredBroker } from "./broker.ts";
import { leave, queuedTopics } from "./poison.ts";

const DISK_MIB = 8;
const cleanUp: (() => void)[] = [];
afterAll(() => {
  for (const undo of cleanUp.reverse()) undo();
});

/** A disk of eight MiB that belongs to whom Postgres runs as; undefined where nothing may be mounted. */
function smallDisk(owner: { uid: number; gid: number }): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return undefined;
  const mount = mkdtempSync(join(tmpdir(), "hato-disk-"));
  cleanUp.push(() => rmSync(mount, { recursive: true, force: true }));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_MIB}m,uid=${owner.uid},gid=${owner.gid}`, "tmpfs", mount]);
  } catch {
    return undefined;
  }
  cleanUp.push(() => execFileSync("umount", ["--lazy", mount]));
  chmodSync(mount, 0o711);
  return mount;
}

test("a full disk: durable messages wait unacknowledged, the rest goes on, and all resumes once there is room", async (context) => {
  const database = await testDatabase();
  const [place] = await database.sql<{ directory: string }[]>`select current_setting('data_directory') as directory`;
  if (place === undefined || !existsSync(place.directory)) return context.skip("PostgreSQL runs on another machine");
  const disk = smallDisk(statSync(place.directory));
  if (disk === undefined) return context.skip("a file system of eight MiB can be mounted by root on Linux only");
  const files = join(disk, "tablespace");
  mkdirSync(files, { mode: 0o700 });
  execFileSync("chown", ["--reference", disk, files]);
  const space = `small_${process.pid}`;
  await database.sql.unsafe(`create tablespace ${space} location '${files}'`);
  await database.sql.unsafe(`alter table deliveries set tablespace ${space}`);

  const broker = await startStoredBroker(database);
  await leave(broker, "sink");
  const publisher = await TestClient.connect(broker, { clientId: "publisher" });
  const live = await TestClient.connect(broker, { clientId: "live" });
  await live.subscribe("live", { qos: 1 });
  const payload = Buffer.alloc(100_000, Math.random().toString());
  let acked = 0;
  let sent = 0;
  while (broker.journal.trouble === undefined) {
    publisher.publish(`t/${sent++}`, payload, { qos: 1 });
    const settled = async () => {
      acked += (await publisher.settled()).length;
      return acked === sent || broker.journal.trouble !== undefined;
    };
    await expect.poll(settled, { timeout: 10_000 }).toBe(true);
  }
  expect(broker.journal.trouble).toContain("53100");
  expect(acked).toBe(sent - 1);
  const ephemeral = await TestClient.connect(broker, { clientId: "ephemeral" });
  ephemeral.publish("live", "goes on", { qos: 1 });
  expect((await live.message()).text).toBe("goes on");
  expect((await ephemeral.next(PUBACK)).reasonCode).toBe(0);

  execFileSync("mount", ["-o", `remount,size=${4 * DISK_MIB}m`, disk]);
  await expect.poll(() => broker.journal.trouble, { timeout: 10_000 }).toBeUndefined();
  await expect.poll(() => queuedTopics(database, "sink").then((topics) => topics.length)).toBe(sent);
  expect(await queuedTopics(database, "sink")).toEqual(Array.from({ length: sent }, (_, i) => `t/${i}`));
  expect(broker.journal.counters.refused).toBe(0);
  await broker[Symbol.asyncDispose]();
  await database.sql`alter table deliveries set tablespace pg_default`;
  await database.sql.unsafe(`drop tablespace ${space}`);
});
