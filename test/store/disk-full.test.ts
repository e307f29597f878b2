import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { PUBACK } from "#core/mqtt/packets.ts";
import { TestClient } from "#test/broker/client.ts";
import { testDatabase } from "#test/database.ts";
import { startHato } from "#test/hato.ts";
import { startStoredBroker } from "./broker.ts";
import { leave, queuedTopics } from "./poison.ts";

const SKIPPED = "a small file system can be mounted by root on Linux only";
const cleanUp: (() => void)[] = [];
afterAll(() => {
  for (const undo of cleanUp.reverse()) undo();
});

/** A disk of its own; undefined where nothing may be mounted. */
function smallDisk(mebibytes: number, owner = { uid: 0, gid: 0 }): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return undefined;
  const mount = mkdtempSync(join(tmpdir(), "hato-disk-"));
  cleanUp.push(() => rmSync(mount, { recursive: true, force: true }));
  try {
    execFileSync("mount", [
      "-t",
      "tmpfs",
      "-o",
      `size=${mebibytes}m,uid=${owner.uid},gid=${owner.gid}`,
      "tmpfs",
      mount,
    ]);
  } catch {
    return undefined;
  }
  cleanUp.push(() => execFileSync("umount", ["--lazy", mount]));
  chmodSync(mount, 0o711);
  return mount;
}

test("no room for a table: durable messages wait unacknowledged, the rest goes on, and all resumes once there is room", async (context) => {
  const database = await testDatabase();
  const [place] = await database.sql<{ directory: string }[]>`select current_setting('data_directory') as directory`;
  if (place === undefined || !existsSync(place.directory)) return context.skip("PostgreSQL runs on another machine");
  const disk = smallDisk(8, statSync(place.directory));
  if (disk === undefined) return context.skip(SKIPPED);
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

  execFileSync("mount", ["-o", "remount,size=32m", disk]);
  await expect.poll(() => broker.journal.trouble, { timeout: 10_000 }).toBeUndefined();
  await expect.poll(() => queuedTopics(database, "sink").then((topics) => topics.length)).toBe(sent);
  expect(await queuedTopics(database, "sink")).toEqual(Array.from({ length: sent }, (_, i) => `t/${i}`));
  expect(broker.journal.counters.refused).toBe(0);
  await broker[Symbol.asyncDispose]();
  await database.sql`alter table deliveries set tablespace pg_default`;
  await database.sql.unsafe(`drop tablespace ${space}`);
});

test("no room for anything: PostgreSQL itself dies of it, and nothing acknowledged is lost", {
  timeout: 90_000,
}, async (context) => {
  const disk = smallDisk(160);
  if (disk === undefined) return context.skip(SKIPPED);
  const hato = await startHato({ env: { DATA_DIR: disk, ANONYMOUS_TENANT: "full", BOOTSTRAP_TENANT: "full" } });
  cleanUp.push(() => hato.child.kill());
  const anonymous = { username: null };
  const lasting = { ...anonymous, cleanStart: false, properties: { sessionExpiryInterval: 3600 } };
  const sink = await TestClient.connect({ port: hato.ready.mqtt }, { ...lasting, clientId: "sink" });
  await sink.subscribe("t", { qos: 1 });
  await sink.kill();
  const publisher = await TestClient.connect({ port: hato.ready.mqtt }, { ...anonymous, clientId: "publisher" });
  const ballast = join(disk, "ballast");
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(ballast, Buffer.alloc(bavail * bsize - 4_000_000));

  const payload = Buffer.alloc(50_000, "x");
  const ready = async () => (await fetch(`http://127.0.0.1:${hato.ready.control}/readyz`)).ok;
  const codes: number[] = [];
  const listen = async () => {
    for (const packet of await publisher.settled()) if (packet.type === PUBACK) codes.push(packet.reasonCode);
  };
  let sent = 0;
  while (sent < 1_000 && (await ready())) {
    for (let i = 0; i < 5; i++) publisher.publish("t", Buffer.concat([Buffer.from(`${sent++} `), payload]), { qos: 1 });
    await listen();
  }
  expect(await ready()).toBe(false);
  await listen();
  expect(codes.length).toBeLessThan(sent);

  rmSync(ballast);
  const all = async () => {
    await listen();
    return codes.length;
  };
  await expect.poll(all, { timeout: 45_000 }).toBe(sent);
  expect(new Set(codes)).toEqual(new Set([0]));
  const back = await TestClient.connect({ port: hato.ready.mqtt }, { ...lasting, clientId: "sink" });
  const numbers = (await back.messages(sent)).map((text) => Number.parseInt(text, 10));
  expect(numbers).toEqual(Array.from({ length: sent }, (_, i) => i));
  await Promise.all([back.kill(), publisher.kill()]);
  expect((await hato.stop()).code).toBe(0);
});
