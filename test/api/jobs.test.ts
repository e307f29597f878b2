import { beforeAll, describe, expect, test } from "vitest";
import type { UserActor } from "#app/_services/actor.ts";
import { workOnOneJob } from "#app/_services/jobs/runner.ts";
import { ask } from "./client.ts";
import { newKey, newTenant, openHouse } from "./house.ts";

const database = await openHouse();
let owner: UserActor;
let key: string;
let readKey: string;

beforeAll(async () => {
  ({ owner } = await newTenant("acme"));
  key = await newKey(owner, "devices");
  readKey = await newKey(owner, "read");
});

const post = (path: string, body: unknown) => ask("POST", path, { key, body });
const job = async (id: string) => (await ask("GET", `/jobs/${id}`, { key })).body;
const device = async (name: string) => (await ask("GET", `/devices?name=${name}`, { key })).body.data[0];
/** Works until nothing is left, as the console's process does all the time. */
async function workOff(): Promise<void> {
  while (await workOnOneJob());
}

describe("an import", () => {
  const columns = { name: "serial", description: "what", roles: "roles", labels: { site: "place" } };
  const csv = [
    "serial,what,roles,place",
    "pump-1,Cooling pump,,osaka",
    'pump-2,"Pump, spare",read-only;own-subtree,kyoto',
    "pump 3,a blank in the name,,osaka",
    "pump-1,twice,,osaka",
    "pump-4,,no-such-role,osaka",
  ].join("\n");

  test("tried without doing it, tells what would happen and why some rows cannot be done", async () => {
    const { status, body } = await post("/devices/import", { csv, columns, dryRun: true });
    expect(status).toBe(202);
    expect(body).toMatchObject({ create: 2, update: 0, skip: 0, error: 3, job: null });
    expect(body.errors).toEqual([
      { row: 3, label: "pump 3", message: expect.stringContaining("must start with a letter or digit") },
      { row: 4, label: "pump-1", message: "row 1 has the same name" },
      { row: 5, label: "pump-4", message: "there is no role no-such-role" },
    ]);
    expect(await device("pump-1")).toBeUndefined();
  });

  test("makes the devices, and hands their secrets out once", async () => {
    const { body } = await post("/devices/import", { csv, columns });
    expect(body.job).toMatchObject({ kind: "devices.import", state: "queued", total: 2, done: 0 });
    await workOff();
    expect(await job(body.job.id)).toMatchObject({ state: "done", total: 2, done: 2, failed: 0 });
    expect(await device("pump-2")).toMatchObject({
      description: "Pump, spare",
      labels: { site: "kyoto" },
      roles: ["read-only", "own-subtree"],
    });

    // Whoever may only read learns no secret.
    expect((await ask("GET", `/jobs/${body.job.id}/files/secrets`, { key: readKey })).status).toBe(403);
    const many = [1, 2, 3, 4].map(() => ask("GET", `/jobs/${body.job.id}/files/secrets`, { key }));
    const [secrets = await ask("GET", "/tenant", { key }), ...others] = (await Promise.all(many)).sort(
      (a, b) => a.status - b.status,
    );
    expect(others.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(secrets.text.split("\n")).toEqual([
      "name,username,password",
      expect.stringMatching(/^pump-1,acme\/pump-1,[\w-]{32}$/),
      expect.stringMatching(/^pump-2,acme\/pump-2,[\w-]{32}$/),
      "",
    ]);
    expect((await ask("GET", `/jobs/${body.job.id}/files/secrets`, { key })).status).toBe(404);
  });

  test("keeps secrets sealed while they wait, and writes down who took them", async () => {
    const { body } = await post("/devices/import", { csv: "name\nsealed-1\n", columns: { name: "name" } });
    await workOff();
    const [row] = await database.sql`select content from job_files where job_id = ${body.job.id} and name = 'secrets'`;
    expect(row?.content.includes("sealed-1")).toBe(false);
    await ask("GET", `/jobs/${body.job.id}/files/secrets`, { key });
    const [entry] =
      await database.sql`select actor_label from audit where action = 'job.takeSecrets' and target_id = ${body.job.id}`;
    expect(entry?.actor_label).toBe("devices");
  });

  test("changes, skips or refuses what is there already, as asked", async () => {
    const again = "name,site\npump-1,nara\n";
    const to = { name: "name", labels: { site: "site" } };
    const refused = await post("/devices/import", { csv: again, columns: to, onExisting: "error" });
    expect(refused.body).toMatchObject({ error: 1, job: null });
    await post("/devices/import", { csv: again, columns: to, onExisting: "skip" });
    await workOff();
    expect((await device("pump-1")).labels).toEqual({ site: "osaka" });
    await post("/devices/import", { csv: again, columns: to });
    await workOff();
    // What the file has no column for stays.
    expect(await device("pump-1")).toMatchObject({ labels: { site: "nara" }, description: "Cooling pump" });
  });

  test.each([
    ["no rows", "serial\n", "at least one row"],
    ["a column too few", "name\npump-9\n", 'no column "serial"'],
    ["a column twice", "serial,serial\na,b\n", "the same name"],
    ["nothing", "", "at least one row"],
  ])("refuses a file with %s as a whole", async (_what, file, words) => {
    const { status, body } = await post("/devices/import", { csv: file, columns: { name: "serial" } });
    expect(status).toBe(400);
    expect(body.error.message).toContain(words);
    expect(body.error.issues[0].path).toEqual(["csv"]);
  });
});

describe("a job", () => {
  const many = (from: number, count: number) =>
    `name\n${Array.from({ length: count }, (_, index) => `bulk-${from + index}`).join("\n")}\n`;

  test("stops after the step it is at when it is cancelled, and what it did stays done", async () => {
    const { body } = await post("/devices/import", { csv: many(0, 250), columns: { name: "name" } });
    await workOnOneJob(AbortSignal.abort());
    expect((await ask("POST", `/jobs/${body.job.id}/cancel`, { key })).body).toMatchObject({
      state: "running",
      done: 200,
      cancelRequested: true,
    });
    await workOff();
    const ended = await job(body.job.id);
    expect(ended).toMatchObject({ state: "cancelled", done: 200 });
    const [row] = await database.sql`select count(*)::int as n from devices where name like 'bulk-%'`;
    expect(row?.n).toBe(200);
  });

  test("goes on where it stood after the process died, and does nothing twice", async () => {
    const { body } = await post("/devices/import", { csv: many(1_000, 450), columns: { name: "name" } });
    await workOnOneJob(AbortSignal.abort());
    expect(await job(body.job.id)).toMatchObject({ state: "running", done: 200 });
    // Its worker dies within the second step: claimed, undone by the database, and silent since.
    await database.sql`update jobs set alive_at = now() where id = ${body.job.id}`;
    expect(await workOnOneJob()).toBe(false);
    await database.sql`update jobs set alive_at = now() - interval '1 hour' where id = ${body.job.id}`;
    await workOff();
    expect(await job(body.job.id)).toMatchObject({ done: 450, failed: 0 });
    const secrets = await ask("GET", `/jobs/${body.job.id}/files/secrets`, { key });
    expect(new Set(secrets.text.trim().split("\n")).size).toBe(451);
  });

  test("that is cancelled before anybody began never begins", async () => {
    const { body } = await post("/devices/import", { csv: many(5_000, 3), columns: { name: "name" } });
    expect((await ask("POST", `/jobs/${body.job.id}/cancel`, { key })).body.state).toBe("cancelled");
    await workOff();
    expect(await device("bulk-5000")).toBeUndefined();
  });

  test("does nothing in the name of somebody who may not any more", async () => {
    const shortLived = await newKey(owner, "devices");
    const { body } = await ask("POST", "/devices/import", {
      key: shortLived,
      body: { csv: many(6_000, 3), columns: { name: "name" } },
    });
    await database.sql`update api_keys set revoked_at = now() where id = (select actor_id from jobs where id = ${body.job.id})`;
    await workOff();
    expect(await job(body.job.id)).toMatchObject({
      state: "failed",
      failure: "Whoever started this may not do it any more.",
      done: 0,
    });
  });

  test("is one of ten that wait at most", async () => {
    const { owner: busy } = await newTenant("busy");
    const busyKey = await newKey(busy, "devices");
    const start = () => ask("POST", "/devices/export", { key: busyKey, body: {} });
    for (let n = 0; n < 10; n++) expect((await start()).status).toBe(202);
    const { status, body } = await start();
    expect(status).toBe(409);
    expect(body.error.message).toContain("10 jobs are waiting");
    await workOff();
    expect((await start()).status).toBe(202);
    await workOff();
  });
});

describe("many devices at once", () => {
  beforeAll(async () => {
    const csv = "name,site\nhall-1,osaka\nhall-2,osaka\nhall-3,kyoto\n";
    await post("/devices/import", { csv, columns: { name: "name", labels: { site: "site" } } });
    await workOff();
  });

  const change = async (devices: unknown, what: unknown) => {
    const { body } = await post("/devices/change", { devices, change: what });
    await workOff();
    return job(body.id);
  };
  const osaka = { filter: { search: "hall-", labels: { site: "osaka" } } };

  test("are disabled and enabled by a filter", async () => {
    expect(await change(osaka, { action: "disable" })).toMatchObject({ state: "done", total: 2, done: 2 });
    expect((await device("hall-1")).status).toBe("disabled");
    expect((await device("hall-3")).status).toBe("enabled");
    await change(osaka, { action: "enable" });
    expect((await device("hall-1")).status).toBe("enabled");
  });

  test("get and lose labels", async () => {
    const ids = [(await device("hall-1")).id, (await device("hall-3")).id];
    await change({ ids }, { action: "setLabels", labels: { floor: "3" } });
    expect((await device("hall-3")).labels).toEqual({ site: "kyoto", floor: "3" });
    expect((await device("hall-2")).labels).toEqual({ site: "osaka" });
    await change({ ids }, { action: "removeLabels", keys: ["floor", "site"] });
    expect((await device("hall-1")).labels).toEqual({});
  });

  test("get new secrets", async () => {
    const ended = await change({ filter: { search: "hall-" } }, { action: "rotate", overlapHours: 0 });
    const { text } = await ask("GET", `/jobs/${ended.id}/files/secrets`, { key });
    expect(text.trim().split("\n")).toHaveLength(4);
  });

  test("go to a file, which no spreadsheet runs", async () => {
    await post("/devices/import", {
      csv: 'name,what\nhall-9,"=HYPERLINK(""http://evil"")"\n',
      columns: { name: "name", description: "what" },
    });
    await workOff();
    const { body } = await post("/devices/export", { devices: { filter: { search: "hall-" } } });
    await workOff();
    const { text } = await ask("GET", `/jobs/${body.id}/files/result`, { key });
    const lines = text.trim().split("\n");
    expect(lines[0]).toBe("id,name,description,status,labels,roles,createdAt,lastSeenAt");
    expect(lines).toHaveLength(5);
    expect(text).toContain(`"'=HYPERLINK`);
    const jsonl = (await post("/devices/export", { devices: { filter: { search: "hall-" } }, format: "jsonl" })).body;
    await workOff();
    const { text: objects } = await ask("GET", `/jobs/${jsonl.id}/files/result`, { key });
    expect(JSON.parse(objects.split("\n")[0] ?? "")).toMatchObject({ name: "hall-1", roles: ["own-subtree"] });
  });

  test("are deleted", async () => {
    await change({ filter: { search: "hall-" } }, { action: "delete" });
    expect(await device("hall-1")).toBeUndefined();
    expect(await device("pump-1")).toBeDefined();
  });
});

test("of many exports the newest files are kept, and of imports nothing once they are done", async () => {
  const ids: string[] = [];
  for (let i = 0; i < 22; i++) {
    const { body } = await ask("POST", "/devices/export", { key: readKey, body: {} });
    ids.push(body.id);
    await workOff();
  }
  const statuses = await Promise.all(
    ids.map(async (id) => (await ask("GET", `/jobs/${id}/files/result`, { key: readKey })).status),
  );
  expect(statuses).toEqual([404, ...Array<number>(21).fill(200)]);
  const [row] = await database.sql`select count(*)::int as n from job_files where name = 'input'`;
  expect(row?.n).toBe(0);
});
