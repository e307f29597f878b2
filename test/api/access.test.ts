import { beforeAll, describe, expect, test } from "vitest";
import type { UserActor } from "#app/_services/actor.ts";
import { rateLimiter } from "#app/_services/rate-limit.ts";
import { ask } from "./client.ts";
import { newKey, newTenant } from "./house.ts";
import { openHouseWithBroker } from "./house-with-broker.ts";

/** Every answer is held against what the broker does with the same client. */

const house = await openHouseWithBroker();
let owner: UserActor;
let key: string;

beforeAll(async () => {
  ({ owner } = await newTenant("acme"));
  key = await newKey(owner, "admin");
});

const post = (path: string, body: unknown, as = key) => ask("POST", path, { key: as, body });

async function newRole(name: string, rules: unknown[]): Promise<string> {
  const { status, body } = await post("/roles", { name, rules });
  expect(status).toBe(201);
  return body.role?.id ?? body.id;
}

async function newDevice(name: string, more: object = {}) {
  const { status, body } = await post("/devices", { name, ...more });
  expect(status).toBe(201);
  return { id: body.device.id as string, login: body.credential as { id: string; username: string; password: string } };
}

const allow = (action: string, filter: string, more: object = {}) => ({ effect: "allow", action, filter, ...more });
const deny = (action: string, filter: string) => ({ effect: "deny", action, filter });

test("what takes all tenants' time is not asked without end, by one tenant", async () => {
  const { owner: other } = await newTenant("greedy");
  const as = await newKey(other, "admin");
  const { body: role } = await post("/roles", { name: "r", rules: [] }, as);
  const { body: device } = await post("/devices", { name: "d" }, as);
  const impact = () => post("/access/impact", { roleId: role.id, rules: [] }, as);
  const reverse = () => ask("GET", "/access/devices?action=publish&topic=t", { key: as });
  const check = () => post(`/roles/${role.id}/check`, { rules: [] }, as);
  const reach = () => post("/access/topics", { deviceId: device.device.id }, as);
  const importing = () => post("/devices/import", { csv: "name\nx", columns: { name: "name" }, dryRun: true }, as);
  for (const [name, question] of [
    ["impact previews by tenant", impact],
    ["reverse questions by tenant", reverse],
    ["imports by tenant", importing],
    ["comparisons of rules by tenant", check],
    ["comparisons of rules by tenant", reach],
  ] as const) {
    const limiter = rateLimiter(name, { burst: 1, perSecond: 1 });
    if (question !== reach) expect((await question()).status).toBeLessThan(300);
    while (limiter.take(other.tenantId) === 0);
    expect((await question()).status).toBe(429);
  }
});

describe("explain", () => {
  test("says what the broker says, of publishing, subscribing, shared subscriptions and wills", async () => {
    await newRole("mixed", [
      deny("publish", "${device}/locked"),
      allow("both", "${device}/#", { qosMax: 1 }),
      allow("publish", "alarms/${label.site}", { retainAllowed: false }),
      allow("publish", "${label.none}/x"),
    ]);
    const { id, login } = await newDevice("pump", { roles: ["mixed"], labels: { site: "osaka" } });
    const questions = [
      ["publish", "pump/a", 1, false],
      ["publish", "pump/a", 2, false],
      ["publish", "pump/locked", 0, false],
      ["publish", "alarms/osaka", 1, false],
      ["publish", "alarms/osaka", 1, true],
      ["publish", "alarms/kobe", 1, false],
      ["publish", "$SYS/x", 0, false],
      ["subscribe", "pump/#", 1, false],
      ["subscribe", "#", 0, false],
      ["subscribe", "$share/g/pump/+", 0, false],
      ["subscribe", "$share/g/else", 0, false],
      ["will", "pump/gone", 1, false],
      ["will", "elsewhere", 0, false],
    ] as const;
    const client = await house.connect(login, { clientId: "pump" });
    for (const [action, topic, qos, retain] of questions) {
      const { status, body } = await post("/access/explain", { deviceId: id, action, topic, qos, retain });
      expect(status).toBe(200);
      const done =
        action === "publish"
          ? client.publishAsync(topic, "x", { qos: Math.max(qos, 1) as 1 | 2, retain })
          : action === "subscribe"
            ? client.subscribeAsync(topic, { qos }).then((granted) => {
                if ((granted[0]?.qos ?? 128) >= 128) throw new Error("refused");
              })
            : house.connect(login, { clientId: "with-will", will: { topic, payload: "x" as never, qos, retain } });
      // Without an answer on the wire, QoS 0 was asked for QoS 1; both are allowed alike here.
      const allowed = await done.then(
        () => true,
        () => false,
      );
      expect([action, topic, qos, retain, body.allowed]).toEqual([action, topic, qos, retain, allowed]);
      expect(body.deciding === null || body.trace.at(-1).outcome === "decided").toBe(true);
    }
  });

  test("tells the deciding rule, the whole trace and what the variables stood for", async () => {
    const { id } = await newDevice("valve", { labels: { site: "kobe" } });
    const { body } = await post("/access/explain", {
      deviceId: id,
      action: "publish",
      topic: "valve/x",
      clientId: "c",
    });
    expect(body).toMatchObject({
      allowed: true,
      deciding: { roleName: "own-subtree", position: 1, filter: "${device}/#" },
      trace: [{ expanded: "valve/#", outcome: "decided", action: "both" }],
      identity: { device: "valve", clientId: "c", username: "valve", labels: { site: "kobe" } },
      roles: [{ id: expect.stringMatching(/^rol_/), name: "own-subtree", group: null }],
      status: "enabled",
      proposal: null,
    });
  });

  test("asks the roles of groups, and those of an imagined device's labels", async () => {
    await newRole("hall", [allow("subscribe", "hall/#")]);
    const group = { name: "hall-3", selector: { hall: "3" }, roles: ["hall"] };
    expect((await post("/groups", group)).status).toBe(201);
    const { id } = await newDevice("grouped", { labels: { hall: "3" } });
    const question = { action: "subscribe", topic: "hall/#" };
    const { body } = await post("/access/explain", { deviceId: id, ...question });
    expect(body).toMatchObject({ allowed: true, roles: [{ name: "own-subtree" }, { name: "hall", group: "hall-3" }] });
    const imagined = { device: "new", labels: { hall: "3" }, roles: ["read-only"] };
    const told = await post("/access/explain", { imagined, action: "publish", topic: "hall/x" });
    expect(told.body).toMatchObject({
      allowed: false,
      roles: [
        { name: "read-only", group: null },
        { name: "hall", group: "hall-3" },
      ],
      status: null,
    });
  });

  test("what if: with and without roles", async () => {
    const { id } = await newDevice("what-if");
    const question = { deviceId: id, action: "publish", topic: "elsewhere" };
    expect((await post("/access/explain", { ...question, withRoles: ["whole-tenant"] })).body).toMatchObject({
      allowed: true,
      deciding: { roleName: "whole-tenant" },
    });
    const without = { ...question, topic: "what-if/x", withoutRoles: ["own-subtree"] };
    expect((await post("/access/explain", without)).body).toMatchObject({ allowed: false, roles: [] });
    const unknown = await post("/access/explain", { ...question, withRoles: ["nothing"] });
    expect([unknown.status, unknown.body.error.issues[0]]).toMatchObject([
      400,
      { path: ["withRoles", 0], code: "unknown_role" },
    ]);
  });

  test("proposes the rule that helps, and it does", async () => {
    const roleId = await newRole("narrow", [deny("both", "shared/#")]);
    const { id, login } = await newDevice("narrow", { roles: ["narrow"] });
    const question = { deviceId: id, action: "publish", topic: "shared/narrow/state", qos: 1 };
    const { body } = await post("/access/explain", question);
    expect(body.proposal).toEqual({
      roleName: "narrow",
      roleId,
      position: 1,
      rule: { effect: "allow", action: "publish", filter: "shared/${device}/state", qosMax: 1, retainAllowed: false },
    });
    const client = await house.connect(login, { clientId: "narrow" });
    await expect(client.publishAsync(question.topic, "x", { qos: 1 })).rejects.toThrow();
    const rules = [body.proposal.rule, deny("both", "shared/#")];
    expect((await ask("PATCH", `/roles/${roleId}`, { key, body: { rules } })).status).toBe(200);
    await expect
      .poll(() =>
        client.publishAsync(question.topic, "x", { qos: 1 }).then(
          () => "done",
          () => "denied",
        ),
      )
      .toBe("done");
  });

  test("finds a device by its credential, and nobody else's", async () => {
    const { login } = await newDevice("by-credential");
    const { body } = await post("/access/explain", { credentialId: login.id, action: "publish", topic: "x" });
    expect(body.identity.device).toBe("by-credential");
    const strangersKey = await newKey((await newTenant("globex")).owner, "admin");
    const theirs = await post(
      "/access/explain",
      { credentialId: login.id, action: "publish", topic: "x" },
      strangersKey,
    );
    expect(theirs.status).toBe(404);
  });

  test.each([
    [{ action: "publish", topic: "a" }, "deviceId"],
    [{ deviceId: "dev_x", imagined: {}, action: "publish", topic: "a" }, "deviceId"],
    [{ imagined: {}, action: "publish", topic: "a/+" }, "topic"],
    [{ imagined: {}, action: "subscribe", topic: "a/#/b" }, "topic"],
    [{ imagined: {}, action: "subscribe", topic: "$share/g" }, "topic"],
    [{ imagined: {}, action: "delete", topic: "a" }, "action"],
    [{ imagined: {}, action: "publish", topic: "a", qos: 3 }, "qos"],
  ])("refuses a question that cannot be asked, at its field: %j", async (question, field) => {
    const { status, body } = await post("/access/explain", question);
    expect([status, body.error.issues[0].path[0]]).toEqual([400, field]);
  });
});

test("which topics may it use: rules that decide, with exceptions", async () => {
  await newRole("reach", [deny("both", "${device}/secret"), allow("both", "${device}/#"), allow("publish", "reach/a")]);
  const { id } = await newDevice("reach", { roles: ["reach"] });
  const { body } = await post("/access/topics", { deviceId: id });
  expect(body.publish).toMatchObject([
    { effect: "deny", expanded: "reach/secret", effective: true },
    { effect: "allow", expanded: "reach/#", except: ["reach/secret"], effective: true },
    { expanded: "reach/a", effective: false },
  ]);
  expect(body.subscribe).toHaveLength(2);
});

test("who may publish: every device is asked, page by page", async () => {
  await newRole("quiet", []);
  const names = ["who-1", "who-2", "who-3"];
  for (const name of names) await newDevice(name, { roles: ["own-subtree"] });
  await newDevice("who-0", { roles: ["quiet"] });
  const asked = async (topic: string) => {
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = `action=publish&topic=${topic}&limit=1${cursor === null ? "" : `&cursor=${cursor}`}`;
      const { status, body } = await ask("GET", `/access/devices?${query}`, { key });
      expect(status).toBe(200);
      found.push(...body.data.map((one: { device: { name: string } }) => one.device.name));
      cursor = body.nextCursor;
    } while (cursor !== null);
    return found;
  };
  expect(await asked("who-2/x")).toEqual(["who-2"]);
  await newDevice("reader", { roles: ["whole-tenant"] });
  expect(await asked("who-2/x")).toEqual(["who-2", "reader"]);
  expect(await asked("who-0/x")).toEqual(["reader"]);
});

test("impact: what a role's new rules would cut", async () => {
  const roleId = await newRole("impact", [allow("both", "impact/#")]);
  const { id, login } = await newDevice("impact", { roles: ["impact"] });
  const client = await house.connect(login, { clientId: "impact" });
  await client.subscribeAsync(["impact/a", "impact/b"]);
  const preview = async (rules: unknown[]) => (await post("/access/impact", { roleId, rules })).body;
  expect(await preview([allow("both", "impact/b")])).toMatchObject({
    subscriptionsCut: 1,
    connectionsAffected: 1,
    losses: [{ deviceId: id, filter: "impact/a", online: true }],
    complete: true,
  });
  expect(await preview([])).toMatchObject({ subscriptionsCut: 2 });
  expect((await post("/access/impact", { roleId: "rol_none", rules: [] })).status).toBe(404);
});
