import { beforeAll, describe, expect, test } from "vitest";
import type { UserActor } from "#app/_services/actor.ts";
import { listRulesOfDevice } from "#app/_services/roles/list-rules-of-device.ts";
import { ask } from "./client.ts";
import { newKey, newTenant, openHouse } from "./house.ts";

const database = await openHouse();
let key: string;
let owner: UserActor;
let count = 0;

beforeAll(async () => {
  ({ owner } = await newTenant("acme"));
  key = await newKey(owner, "admin");
});

const get = (path: string) => ask("GET", path, { key });
const post = (path: string, body: unknown) => ask("POST", path, { key, body });
const patch = (path: string, body: unknown, headers = {}) => ask("PATCH", path, { key, body, headers });

async function newGroup(body: object = {}): Promise<string> {
  const told = await post("/groups", { name: `group ${++count}`, selector: { hall: "3" }, ...body });
  expect(told.status).toBe(201);
  return `/groups/${told.body.id}`;
}

describe("a group", () => {
  test("201 with its place, version and the devices that it describes", async () => {
    await post("/devices", { name: "in", labels: { hall: "3", floor: "1" } });
    await post("/devices", { name: "out", labels: { hall: "33" } });
    const body = { name: "Hall 3", selector: { hall: "3" }, roles: ["read-only", "own-subtree"], priority: 7 };
    const { status, headers, body: group } = await post("/groups", body);
    expect(status).toBe(201);
    expect(headers.get("location")).toBe(`/api/v1/groups/${group.id}`);
    expect(group).toMatchObject({ ...body, description: "", version: 1, deviceCount: 1 });
    expect((await get(`/groups/${group.id}`)).body).toEqual(group);
    expect((await get("/groups")).body.data).toMatchObject([{ name: "Hall 3", roles: ["read-only", "own-subtree"] }]);
  });

  test.each([
    ["no label", { selector: {} }, 400, ["selector"]],
    ["a label that could not be", { selector: { "a/b": "c" } }, 400, ["selector", "a/b"]],
    [
      "too many labels",
      { selector: Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`k${i}`, "v"])) },
      400,
      ["selector"],
    ],
    ["a role that does not exist", { roles: ["read-only", "king"] }, 400, ["roles", 1]],
    ["a role twice", { roles: ["read-only", "read-only"] }, 400, ["roles"]],
    ["a priority beyond all", { priority: 1_001 }, 400, ["priority"]],
    ["a name that is taken", { name: "Hall 3" }, 409, ["name"]],
  ])("is refused with %s", async (_, change, status, path) => {
    const told = await post("/groups", { name: "faulty", selector: { hall: "3" }, ...change });
    expect(told.status).toBe(status);
    expect(told.body.error.issues[0].path).toEqual(path);
  });

  test("changes by field, with If-Match; the audit log says from what to what", async () => {
    const path = await newGroup({ roles: ["read-only"] });
    const { body } = await patch(path, { selector: { floor: "1" }, roles: ["own-subtree"] }, { "if-match": '"1"' });
    expect(body).toMatchObject({ selector: { floor: "1" }, roles: ["own-subtree"], version: 2, deviceCount: 1 });
    expect((await patch(path, { priority: 1 }, { "if-match": '"1"' })).status).toBe(412);
    expect((await patch(path, { name: "Hall 3" })).body.error.issues).toMatchObject([
      { path: ["name"], code: "taken" },
    ]);
    const [entry] = await database.sql`select action, before, after from audit
      where target_id = ${body.id} order by id desc limit 1`;
    expect(entry).toMatchObject({
      action: "group.update",
      before: { selector: { hall: "3" }, roles: ["read-only"] },
      after: { selector: { floor: "1" }, roles: ["own-subtree"] },
    });
  });

  test("is deleted with nothing but itself", async () => {
    const path = await newGroup({ roles: ["read-only"] });
    expect((await ask("DELETE", path, { key })).status).toBe(204);
    expect((await get(path)).status).toBe(404);
    expect((await get("/devices?name=in")).body.data).toHaveLength(1);
  });

  test("of those there may be 100", async () => {
    await database.sql`insert into device_groups (tenant_id, id, name, selector, priority)
      select ${owner.tenantId}, 'grp_' || n, 'filler ' || n, '{"a":"b"}', 1 from generate_series(1, 100) n`;
    expect((await post("/groups", { name: "too many", selector: { a: "b" } })).status).toBe(409);
    await database.sql`delete from device_groups where name like 'filler %'`;
  });
});

describe("the roles of a device", () => {
  test("are its own, then those of its groups, and are told so", async () => {
    await newGroup({ selector: { line: "7" }, roles: ["read-only", "own-subtree"], priority: 50 });
    await newGroup({ selector: { line: "7" }, roles: ["anonymous"], priority: 10 });
    const { device } = (await post("/devices", { name: "grouped", roles: ["own-subtree"], labels: { line: "7" } }))
      .body;
    const roles = await listRulesOfDevice(owner, device.id);
    expect(roles.map(({ name, group }) => [name, group?.name])).toEqual([
      ["own-subtree", undefined],
      ["anonymous", `group ${count}`],
      ["read-only", `group ${count - 1}`],
    ]);
  });

  test("may be none at all, and change as a whole; unknown ones are named", async () => {
    const { device } = (await post("/devices", { name: "changing", roles: [] })).body;
    expect(device.roles).toEqual([]);
    const path = `/devices/${device.id}`;
    const changed = await patch(path, { roles: ["read-only", "whole-tenant"] }, { "if-match": '"1"' });
    expect(changed.body).toMatchObject({ roles: ["read-only", "whole-tenant"], version: 2 });
    expect((await get(path)).body.roles).toEqual(["read-only", "whole-tenant"]);
    expect((await patch(path, { roles: ["whole-tenant"] })).body.roles).toEqual(["whole-tenant"]);
    const unknown = await patch(path, { roles: ["whole-tenant", "king"], description: "lost" });
    expect([unknown.status, unknown.body.error.issues[0].path]).toEqual([400, ["roles", 1]]);
    expect((await get(path)).body).toMatchObject({ roles: ["whole-tenant"], description: "" });
    const [entry] = await database.sql`select before, after from audit
      where target_id = ${device.id} order by id desc limit 1`;
    expect(entry).toEqual({ before: { roles: ["read-only", "whole-tenant"] }, after: { roles: ["whole-tenant"] } });
  });
});
