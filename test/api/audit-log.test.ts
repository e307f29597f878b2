import { beforeAll, describe, expect, test } from "vitest";
import { openApiDocument } from "#app/_api/openapi.ts";
import { operations } from "#app/_api/operations.ts";
import type { UserActor } from "#app/_services/actor.ts";
import { setDeviceStatus } from "./audit-fixtures.ts";
import { ask } from "./client.ts";
import { newKey, newTenant, openHouse } from "./house.ts";

const database = await openHouse();
let owner: UserActor;
let key: string;

beforeAll(async () => {
  ({ owner } = await newTenant("acme"));
  key = await newKey(owner, "admin");
});

describe("the audit log", () => {
  let deviceId: string;

  beforeAll(async () => {
    const created = await ask("POST", "/devices", {
      key,
      body: { name: "valve-3" },
      headers: { "x-forwarded-for": "203.0.113.5" },
    });
    deviceId = created.body.device.id;
    await setDeviceStatus(owner, deviceId, "disabled");
  });

  const list = async (query: Record<string, string>) => {
    const { body } = await ask("GET", `/audit?${new URLSearchParams(query)}`, { key });
    return body.data as { id: string; at: string; action: string; [field: string]: unknown }[];
  };

  test("says who, what, before and after, from where and by what", async () => {
    expect(await list({ target: deviceId })).toMatchObject([
      {
        actorKind: "user",
        actorId: owner.id,
        actor: "acme@example.com",
        action: "device.update",
        targetKind: "device",
        target: "valve-3",
        before: { status: "enabled" },
        after: { status: "disabled" },
      },
      { actorKind: "apiKey", actor: "admin", address: "203.0.113.5", action: "device.create", before: null },
    ]);
  });

  test.each([
    ["actor's id", () => ({ actor: owner.id, action: "device" })],
    ["actor's name", () => ({ actor: "acme@example.com", action: "device" })],
    ["kind of actor", () => ({ actorKind: "user", target: deviceId })],
    ["whole action", () => ({ action: "device.update" })],
    ["target's name", () => ({ target: "valve-3", actorKind: "user" })],
  ])("is filtered by the %s", async (_, query) => {
    const entries = await list(query() as unknown as Record<string, string>);
    expect(entries.map(({ action }) => action)).toEqual(["device.update"]);
  });

  test("is filtered by time, its beginning included and its end not", async () => {
    const [newest, older] = await list({ target: deviceId });
    if (newest === undefined || older === undefined) throw new Error("there are two");
    expect(await list({ target: deviceId, from: newest.at })).toHaveLength(1);
    expect(await list({ target: deviceId, to: newest.at })).toMatchObject([{ id: older.id }]);
    expect(await list({ from: "2020-01-01T00:00:00Z", to: "2020-02-01T00:00:00Z" })).toEqual([]);
  });

  test("does not take part of a name, or a pattern, for a name", async () => {
    expect(await list({ target: "valve-%" })).toEqual([]);
    expect((await ask("GET", "/audit?action=device.%25", { key })).status).toBe(400);
    expect((await ask("GET", "/audit?from=yesterday", { key })).status).toBe(400);
  });

  test("comes page by page, newest first, each entry once", async () => {
    const all = (await list({ limit: "200" })).map(({ id }) => id);
    const paged: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const { body }: Awaited<ReturnType<typeof ask>> = await ask(
        "GET",
        `/audit?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`,
        { key },
      );
      paged.push(...body.data.map((entry: { id: string }) => entry.id));
      cursor = body.nextCursor;
    }
    expect(paged).toEqual(all);
    expect(all).toEqual([...all].sort().reverse());
  });

  test("is exported as lines of JSON and as a table, whole and filtered", async () => {
    const lines = await ask("GET", "/audit/export?format=jsonl", { key });
    expect(lines.headers.get("content-type")).toContain("application/jsonl");
    expect(lines.headers.get("content-disposition")).toContain("audit-acme.jsonl");
    const entries = lines.text.trim().split("\n");
    expect(entries.map((line) => JSON.parse(line).id)).toEqual((await list({ limit: "200" })).map(({ id }) => id));
    const table = await ask("GET", "/audit/export?action=device.update", { key });
    const [head, row, ...more] = table.text.trim().split("\r\n");
    expect(head).toBe("at,actorKind,actor,actorId,address,action,targetKind,target,targetId,before,after,effect,id");
    expect(row).toContain('"{""status"":""disabled""}"');
    expect(more).toEqual([]);
  });

  test("is exported in steps, however long it is, and no name in it is a formula elsewhere", async () => {
    const { owner: busy } = await newTenant("busy");
    await database.sql`
      insert into audit (tenant_id, id, actor_kind, actor_label, action, target_kind, target_id, target_label)
      select ${busy.tenantId}, 'aud_' || lpad(n::text, 26, '0'), 'system', 'test', 'x.y', 'thing', 'id', '=HYPERLINK("x")'
      from generate_series(1, 1501) n`;
    const busyKey = await newKey(busy, "audit");
    const { text } = await ask("GET", "/audit/export?action=x.y", { key: busyKey });
    const rows = text.trim().split("\r\n");
    expect(rows).toHaveLength(1_502);
    expect(rows[1]).toContain(`"'=HYPERLINK(""x"")"`);
  });
});

/**
 * Every operation of the API that changes something, done with its own example: each must leave an entry, by this key.
 * What needs something to be there first says so here; what is missing from the table still runs, on ids of nothing,
 * and then has to be taught.
 */
describe("every operation that changes something writes an entry", () => {
  const document = openApiDocument();
  // A question that is too long for a URL is asked by POST; that it only asks, its permission says.
  const onlyAsks = ({ id, permission }: (typeof operations)[number]) =>
    permission.endsWith(".read") || id === "testToken";
  // Done by the broker, which is away here; sessions.test.ts and traces.test.ts find their entries. A message is no
  // change of anything.
  const doneByBroker = new Set(["endSession", "unsubscribeSession", "publish", "armTrace", "disarmTrace"]);
  const mutating = operations.filter(
    (operation) => operation.method !== "GET" && !onlyAsks(operation) && !doneByBroker.has(operation.id),
  );

  test("and the walk goes by the document", () => {
    const documented = Object.values(document.paths).flatMap((path) =>
      Object.entries(path).flatMap(([method, { operationId }]) => (method === "get" ? [] : [operationId])),
    );
    const known = new Set(operations.map(({ id }) => id));
    expect(documented.filter((id) => !known.has(id))).toEqual([]);
    expect(mutating.length).toBeGreaterThan(15);
  });

  test.each(mutating.map((operation) => [operation.id, operation] as const))("%s", async (id, operation) => {
    const { prepare } = await import("./audit-fixtures.ts");
    const { ids, body } = await prepare(id, operation, { key, owner, database });
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = ids[name];
      if (value === undefined) throw new Error(`The walk knows no ${name}; teach test/api/audit-fixtures.ts.`);
      return value;
    });
    const [before] = await database.sql<{ id: string }[]>`select max(id) as id from audit`;
    const told = await ask(operation.method, path, { key, body });
    expect(told.status, told.text).toBe(operation.success.status);
    const entries = await database.sql<{ actor_kind: string; actor_label: string; after: unknown; before: unknown }[]>`
      select * from audit where tenant_id = ${owner.tenantId} and id > ${before?.id ?? ""}`;
    expect(entries.length, `${id} wrote no entry`).toBeGreaterThan(0);
    expect(entries).toContainEqual(expect.objectContaining({ actor_kind: "apiKey", actor_label: "admin" }));
    // Nothing that is shown once is written down.
    const secrets = [...told.text.matchAll(/"(?:secret|password|link)":"([^"]+)"/g)].map(([, secret = ""]) => secret);
    for (const secret of secrets) expect(JSON.stringify(entries)).not.toContain(secret.split("/").at(-1));
  });
});
