import { beforeAll, describe, expect, test } from "vitest";
import { ACCESS_LIMITS } from "#core/limits.ts";
import { ask } from "./client.ts";
import { newKey, newTenant, openHouse } from "./house.ts";

const database = await openHouse();
let key: string;
let tenantId: string;
let count = 0;

beforeAll(async () => {
  const { owner } = await newTenant("acme");
  tenantId = owner.tenantId;
  key = await newKey(owner, "admin");
});

const get = (path: string) => ask("GET", path, { key });
const post = (path: string, body: unknown, headers = {}) => ask("POST", path, { key, body, headers });
const patch = (path: string, body: unknown, headers = {}) => ask("PATCH", path, { key, body, headers });
const remove = (path: string) => ask("DELETE", path, { key });

const allow = (filter: string, more: object = {}) => ({ effect: "allow", action: "both", filter, ...more });
const whole = { qosMax: 2, retainAllowed: true };

/** A new role, and its path. */
async function newRole(body: object = {}): Promise<{ id: string; name: string; path: string }> {
  const name = `role-${++count}`;
  const { status, body: role } = await post("/roles", { name, ...body });
  expect(status).toBe(201);
  return { id: role.id, name, path: `/roles/${role.id}` };
}

async function builtIn(name: string): Promise<string> {
  const { body } = await get("/roles?limit=200");
  return `/roles/${body.data.find((role: { name: string }) => role.name === name).id}`;
}

describe("POST /roles", () => {
  test("201 with its place and version; the rules in their order", async () => {
    const rules = [allow("${device}/#"), { effect: "deny", action: "publish", filter: "alarms/+", qosMax: 0 }];
    const { status, headers, body } = await post("/roles", { name: "gateway", description: "x", rules, note: "first" });
    expect(status).toBe(201);
    expect(headers.get("location")).toBe(`/api/v1/roles/${body.id}`);
    expect(headers.get("etag")).toBe('"1"');
    expect(body).toMatchObject({ name: "gateway", builtIn: false, version: 1, deviceCount: 0, affectedDevices: 0 });
    expect(body.rules).toEqual([
      { ...allow("${device}/#"), ...whole },
      { ...rules[1], qosMax: 0, retainAllowed: true },
    ]);
    expect((await get(`/roles/${body.id}`)).body).toEqual(body);
  });

  test("409: the name is taken", async () => {
    const { name } = await newRole();
    const { status, body } = await post("/roles", { name });
    expect(status).toBe(409);
    expect(body.error.issues).toMatchObject([{ path: ["name"], code: "taken" }]);
  });

  test.each([
    ["a/#/b", "invalid_filter", 2],
    ["a/${devise}", "invalid_filter", 2],
    ["a/${device", "invalid_filter", 2],
    ["a+", "invalid_filter", 1],
    ["", "invalid_filter", 0],
    ["$share/g/a", "invalid_filter", 0],
    ["a/\u0000", "invalid_filter", 2],
    ["x".repeat(2_000), "invalid_filter", 2_000],
  ])("400: the filter %s, told at its field with its place", async (filter, code, position) => {
    const { status, body } = await post("/roles", { name: "faulty", rules: [allow("a"), allow(filter)] });
    expect(status).toBe(400);
    expect(body.error.issues).toMatchObject([{ path: ["rules", 1, "filter"], code, position }]);
  });

  test.each([
    ["a QoS there is not", { rules: [allow("a", { qosMax: 3 })] }, ["rules", 0, "qosMax"]],
    ["an action there is not", { rules: [allow("a", { action: "write" })] }, ["rules", 0, "action"]],
    ["a field there is not", { rules: [allow("a", { qos: 1 })] }, ["rules", 0, "qos"]],
    ["too many rules", { rules: Array.from({ length: 201 }, () => allow("a")) }, ["rules"]],
    ["an empty name", { name: " " }, ["name"]],
    ["a name of two lines", { name: "a\nb" }, ["name"]],
    ["a long name", { name: "x".repeat(65) }, ["name"]],
  ])("400: %s", async (_, body, path) => {
    const told = await post("/roles", { name: "faulty", ...body });
    expect(told.status).toBe(400);
    expect(told.body.error.issues[0].path).toEqual(path);
  });

  test("a role of as many rules as there may be fits into a request", async () => {
    const rules = Array.from({ length: 200 }, (_, i) => allow(`${"x".repeat(1_000)}/${i}`));
    const { path } = await newRole({ rules });
    expect((await get(path)).body.rules).toHaveLength(200);
    await remove(path);
  });
});

describe("GET /roles", () => {
  test("by name, page by page, with how much there is of each", async () => {
    const first = await get("/roles?limit=2");
    expect(first.body.data).toHaveLength(2);
    const second = await get(`/roles?limit=200&cursor=${first.body.nextCursor}`);
    const names = [...first.body.data, ...second.body.data].map((role: { name: string }) => role.name);
    expect(names).toEqual(expect.arrayContaining(["anonymous", "own-subtree", "read-only", "whole-tenant"]));
    expect(new Set(names).size).toBe(names.length);
    const readOnly = [...first.body.data, ...second.body.data].find(({ name }) => name === "read-only");
    expect(readOnly).toMatchObject({ builtIn: true, ruleCount: 2, deviceCount: 0, groupCount: 0 });
  });
});

describe("PATCH /roles/{roleId}", () => {
  test("rules are replaced as a whole, the rest stays, the version rises", async () => {
    const { path } = await newRole({ description: "kept", rules: [allow("a"), allow("b")] });
    const { status, headers, body } = await patch(path, { rules: [allow("c")] }, { "if-match": '"1"' });
    expect(status).toBe(200);
    expect(headers.get("etag")).toBe('"2"');
    expect(body).toMatchObject({ description: "kept", version: 2, rules: [{ filter: "c" }] });
  });

  test("412: somebody was quicker, and nothing changes", async () => {
    const { path } = await newRole({ rules: [allow("a")] });
    await patch(path, { rules: [allow("quicker")] });
    const { status, body } = await patch(path, { rules: [allow("slower")] }, { "if-match": '"1"' });
    expect([status, body.error.code]).toEqual([412, "precondition_failed"]);
    expect((await get(path)).body).toMatchObject({ version: 2, rules: [{ filter: "quicker" }] });
  });

  test("a name may change, unless it is taken or a built-in role's", async () => {
    const { path, name } = await newRole();
    expect((await patch(path, { name: `${name}-renamed` })).body.name).toBe(`${name}-renamed`);
    const taken = await patch(path, { name: "read-only" });
    expect([taken.status, taken.body.error.issues[0].code]).toEqual([409, "taken"]);
    const fixed = await patch(await builtIn("read-only"), { name: "reader" });
    expect([fixed.status, fixed.body.error.issues[0].code]).toEqual([409, "built_in"]);
  });

  test("400: nothing to change", async () => {
    const { path } = await newRole();
    expect((await patch(path, { note: "why" })).status).toBe(400);
  });

  test("the audit log says what was and what is, and nothing that stayed", async () => {
    const { path, id } = await newRole({ description: "kept", rules: [allow("a")] });
    await patch(path, { rules: [allow("a"), { effect: "deny", action: "publish", filter: "b" }] });
    const [entry] = await database.sql`select action, actor_label, before, after from audit
      where target_id = ${id} order by id desc limit 1`;
    expect(entry).toEqual({
      action: "role.update",
      actor_label: "admin",
      before: { rules: ["allow both a"], version: 1 },
      after: { rules: ["allow both a", "deny publish b"], version: 2 },
    });
  });

  test("who saves at the same time is told: one wins, the other is stale", async () => {
    const { path } = await newRole({ rules: [allow("a")] });
    const both = await Promise.all(
      ["b", "c"].map((filter) => patch(path, { rules: [allow(filter)] }, { "if-match": '"1"' })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
  });
});

describe("DELETE /roles/{roleId}", () => {
  test("204, and its versions are gone", async () => {
    const { path } = await newRole();
    expect((await remove(path)).status).toBe(204);
    expect((await get(path)).status).toBe(404);
    expect((await get(`${path}/versions`)).status).toBe(404);
  });

  test("409 while a device or a group has it; taken from them when asked", async () => {
    const { path, name } = await newRole();
    const device = (await post("/devices", { name: "carrier", roles: [name, "read-only"] })).body.device;
    const group = (await post("/groups", { name: "carriers", selector: { a: "b" }, roles: [name] })).body;
    const refused = await remove(path);
    expect([refused.status, refused.body.error.issues[0]]).toMatchObject([409, { path: ["detach"], code: "in_use" }]);
    expect((await get(path)).body).toMatchObject({ deviceCount: 1, groups: [{ id: group.id, name: "carriers" }] });
    expect((await remove(`${path}?detach=true`)).status).toBe(204);
    expect((await get(`/devices/${device.id}`)).body.roles).toEqual(["read-only"]);
    expect((await get(`/groups/${group.id}`)).body.roles).toEqual([]);
  });

  test.each(["anonymous", "own-subtree"])("409: %s is always there", async (name) => {
    expect((await remove(`${await builtIn(name)}?detach=true`)).status).toBe(409);
  });
});

describe("access tests", () => {
  const stays = (name: string, topic: string, expected: string, as: object = { kind: "imagined", device: "s1" }) => ({
    name,
    as,
    action: "publish",
    topic,
    expected,
  });

  test("that fail keep a role from being made or saved, and are named; the old rules stay", async () => {
    const tests = [stays("own topics", "s1/a", "allow"), stays("nobody else's", "s2/a", "deny")];
    const wrong = await post("/roles", { name: "tested", rules: [allow("#")], tests });
    expect([wrong.status, wrong.body.error.code]).toEqual([409, "conflict"]);
    expect(wrong.body.error.issues).toEqual([
      { path: ["tests", 1], code: "test_failed", message: "nobody else's: expected deny, allowed by rule 1" },
    ]);
    const { path } = await newRole({ rules: [allow("${device}/#")], tests });
    const refused = await patch(path, { rules: [allow("s2/#")] });
    expect(refused.body.error.issues.map(({ message }: { message: string }) => message)).toEqual([
      "own topics: expected allow, denied by default",
      "nobody else's: expected deny, allowed by rule 1",
    ]);
    expect((await get(path)).body).toMatchObject({ version: 1, rules: [{ filter: "${device}/#" }] });
    // Both change at once.
    expect((await patch(path, { rules: [allow("s2/#")], tests: [] })).status).toBe(200);
  });

  test("ask as a device that there is, with its labels of that moment", async () => {
    const device = (await post("/devices", { name: "labelled", labels: { hall: "3" } })).body.device;
    const as = { kind: "device", deviceId: device.id };
    const { path } = await newRole({
      rules: [allow("halls/${label.hall}/#"), allow("${username}/#")],
      tests: [stays("its hall", "halls/3/a", "allow", as), stays("its name", "labelled/a", "allow", as)],
    });
    await patch(`/devices/${device.id}`, { labels: { hall: "4" } });
    const moved = await patch(path, { description: "moved" });
    expect(moved.body.error.issues).toMatchObject([{ path: ["tests", 0], code: "test_failed" }]);
    await remove(`/devices/${device.id}`);
    const gone = await patch(path, { description: "gone" });
    expect(gone.body.error.issues[1].message).toBe("its name: the device that it names is gone");
  });

  test.each([
    ["a topic with a wildcard", { action: "publish", topic: "a/#" }, ["tests", 0, "topic"]],
    ["a filter that is none", { action: "subscribe", topic: "a/#/b" }, ["tests", 0, "topic"]],
    ["a device that could not be", { as: { kind: "device", deviceId: "x\u0000" } }, ["tests", 0, "as", "deviceId"]],
    ["somebody of another kind", { as: { kind: "robot" } }, ["tests", 0, "as", "kind"]],
  ])("400: %s", async (_, change, path) => {
    const body = { name: "faulty", tests: [{ ...stays("t", "a", "deny"), ...change }] };
    const told = await post("/roles", body);
    expect(told.status).toBe(400);
    expect(told.body.error.issues[0].path).toEqual(path);
  });
});

describe("versions", () => {
  test("every save is one, with who and why; two can be compared, and one taken again", async () => {
    const { path } = await newRole({ rules: [allow("a"), allow("b")], note: "made" });
    await patch(path, { rules: [allow("b"), allow("a", { qosMax: 1 }), allow("c")], note: "wider" });
    await patch(path, { description: "words only" });
    const { body } = await get(`${path}/versions`);
    expect(body.data).toMatchObject([
      { version: 3, current: true, note: "", ruleCount: 3, author: { kind: "apiKey", label: "admin" } },
      { version: 2, current: false, note: "wider" },
      { version: 1, note: "made", ruleCount: 2 },
    ]);
    expect((await get(`${path}/versions/1`)).body.rules).toMatchObject([{ filter: "a" }, { filter: "b" }]);
    const diff = await get(`${path}/versions/1/diff`);
    expect(diff.body).toMatchObject({
      from: 1,
      to: 3,
      changes: [
        { kind: "changed", from: 1, to: 2, before: { qosMax: 2 }, after: { qosMax: 1 } },
        { kind: "added", to: 3, after: { filter: "c" } },
      ],
    });
    expect((await get(`${path}/versions/2/diff?against=3`)).body.changes).toEqual([]);
    const back = await post(`${path}/rollback`, { version: 1, note: "too wide" }, { "if-match": '"3"' });
    expect(back.body).toMatchObject({
      version: 4,
      description: "words only",
      rules: [{ filter: "a" }, { filter: "b" }],
    });
    expect((await get(`${path}/versions`)).body.data[0]).toMatchObject({ version: 4, current: true, note: "too wide" });
  });

  test("of built-in roles there is a first", async () => {
    const { body } = await get(`${await builtIn("own-subtree")}/versions`);
    expect(body.data).toMatchObject([{ version: 1, current: true, author: { kind: "system", id: null } }]);
  });

  test("a rollback must pass the tests of today, and be no stale one", async () => {
    const { path } = await newRole({ rules: [allow("#")] });
    const test = { name: "closed", as: { kind: "imagined" }, action: "publish", topic: "a", expected: "deny" };
    await patch(path, { rules: [], tests: [test] });
    expect((await post(`${path}/rollback`, { version: 1 })).body.error.issues).toMatchObject([{ code: "test_failed" }]);
    expect((await post(`${path}/rollback`, { version: 1 }, { "if-match": '"1"' })).status).toBe(412);
  });

  test("404: a version that never was, or is no number", async () => {
    const { path } = await newRole();
    for (const version of ["2", "0", "01", "x", "99999999999"]) {
      expect((await get(`${path}/versions/${version}`)).status).toBe(404);
    }
    expect((await get(`${path}/versions/1/diff?against=9`)).status).toBe(404);
    expect((await post(`${path}/rollback`, { version: 9 })).status).toBe(404);
  });

  test("are kept in bounds, the oldest are let go of; pages go on where the last ended", async () => {
    const { path, id } = await newRole();
    await database.sql`insert into role_versions (tenant_id, role_id, version, rules, actor_kind, actor_label)
      select ${tenantId}, ${id}, n, '[]', 'system', 'x' from generate_series(2, ${ACCESS_LIMITS.versionsPerRoleMax}::int) n`;
    await database.sql`update roles set version = ${ACCESS_LIMITS.versionsPerRoleMax} where id = ${id}`;
    await patch(path, { rules: [] });
    const first = await get(`${path}/versions?limit=99`);
    const rest = await get(`${path}/versions?cursor=${first.body.nextCursor}`);
    expect(rest.body).toMatchObject({ data: [{ version: 2 }], nextCursor: null });
  });
});

describe("POST /roles/{roleId}/check", () => {
  test("says what is odd, how the tests end and whom it concerns, and saves nothing", async () => {
    const { path, name } = await newRole({ rules: [allow("a")] });
    const device = { roles: [name], labels: { hall: "3" } };
    await post("/devices", { ...device, name: "checked-1" });
    await post("/devices", { ...device, name: "checked-2", labels: { hall: "a/b" } });
    await post("/devices", { name: "checked-3", roles: [], labels: { grouped: "yes" } });
    await post("/groups", { name: "checked", selector: { grouped: "yes" }, roles: [name] });
    const rules = [allow("#"), allow("halls/${label.hall}/#"), allow("#")];
    const test = { name: "t", as: { kind: "imagined" }, action: "publish", topic: "x", expected: "deny" };
    const { status, body } = await post(`${path}/check`, { rules, tests: [test] });
    expect(status).toBe(200);
    expect(body).toEqual({
      lints: [
        { kind: "tooWide", position: 1 },
        { kind: "shadowed", position: 2, by: [1] },
        { kind: "unsetVariable", position: 2, variable: "label.hall", devices: 2 },
        { kind: "duplicate", position: 3, by: [1] },
        { kind: "tooWide", position: 3 },
      ],
      tests: [{ name: "t", passed: false, answer: "allow", position: 1 }],
      affectedDevices: 3,
      // Nobody is at the control port.
      impact: null,
    });
    expect((await post(`${path}/check`, {})).body).toMatchObject({ lints: [], tests: [], affectedDevices: 3 });
    expect((await get(path)).body.version).toBe(1);
  });
});

test("GET /role-templates: what to begin with", async () => {
  const { body } = await get("/role-templates");
  expect(body.data.map(({ id }: { id: string }) => id)).toEqual(["own-subtree", "read-only", "gateway", "anonymous"]);
  for (const { id, rules } of body.data) expect((await post("/roles", { name: `from ${id}`, rules })).status).toBe(201);
});

describe("bounds", () => {
  test("409: more rules than one device may be asked by, or more roles than there may be", async () => {
    const { owner } = await newTenant("bounded");
    const ours = await newKey(owner, "admin");
    const create = (name: string, rules: object[]) => ask("POST", "/roles", { key: ours, body: { name, rules } });
    const many = Array.from({ length: 200 }, (_, i) => allow(`a/${i}`));
    for (let i = 0; i < 9; i++) expect((await create(`many ${i}`, many)).status).toBe(201);
    const full = await create("one too many", many);
    expect([full.status, full.body.error.issues[0]]).toMatchObject([409, { path: ["rules"], code: "too_many" }]);
    await database.sql`insert into roles (tenant_id, id, name)
      select ${owner.tenantId}, 'rol_' || n, 'filler ' || n from generate_series(1, 187) n`;
    expect((await create("the last", [])).status).toBe(409);
  });
});
