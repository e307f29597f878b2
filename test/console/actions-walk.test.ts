import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { getTableColumns, getTableName, is } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { exampleNewTokenIssuer } from "#app/_api/examples/device-sign-in.ts";
import { EMPTY_ISSUER } from "#app/_device-sign-in/issuer-draft.ts";
import type { UserActor } from "#app/_services/actor.ts";
import { flushKeyUses } from "#app/_services/api-keys/key-usage.ts";
import { flushSeen } from "#app/_services/user-sessions/seen.ts";
import type { Person } from "#app/_services/users/person.ts";
import { ID_PREFIX, type IdKind, newId } from "#core/ids.ts";
import * as schema from "#db/schema/index.ts";
import { ask } from "#test/api/client.ts";
import { newKey, newTenant, openHouse } from "#test/api/house.ts";
import { makeLeaf } from "#test/certificates.ts";

/**
 * Walks every server action there is: each file that says "use server", each function that it exports, called as anybody
 * may call it. With another tenant's ids and with ids of nothing, in another tenant and in one that is not there, the
 * outcomes must be the same, and the other tenant's rows untouched. Arguments are made by the names of the parameters;
 * an action with a parameter that the walk does not know fails until the walk is taught.
 */

vi.mock("next/headers", () => ({
  headers: async () => new Headers({ host: "console.test" }),
  cookies: async () => ({ get: () => undefined, set() {}, delete() {} }),
}));
vi.mock("next/cache", () => ({ refresh() {}, revalidatePath() {}, revalidateTag() {}, updateTag() {} }));
vi.mock("next/navigation", () => ({
  redirect: (to: string) => {
    throw new Error(`redirected to ${to}`);
  },
  notFound: () => {
    throw new Error("not found");
  },
}));
vi.mock("next-intl/server", () => {
  const translator = () => Object.assign((key: string) => key, { rich: (key: string) => key });
  return { getTranslations: async () => translator(), getLocale: async () => "en" };
});

const signedIn: { person: Person | undefined } = { person: undefined };
vi.mock("#app/_auth/session.ts", () => ({
  auth: async () => ({}),
  personOf: async () => signedIn.person,
  signIn: async () => "/",
  signOut: async () => {},
}));

const ROOT = dirname(dirname(import.meta.dirname));
const database = await openHouse();
const KINDS = Object.keys(ID_PREFIX) as IdKind[];

/** Parameters whose names are not simply a kind's with `Id` behind it. */
const ALIASES: Readonly<Record<string, IdKind>> = {
  keyId: "apiKey",
  memberId: "user",
  authorityId: "certificateAuthority",
  sessionId: "userSession",
};

/** Parameters that name nothing of anybody's. */
const PLAIN: Readonly<Record<string, unknown>> = {
  asked: { certificate: (await makeLeaf(undefined)).certificate },
  authority: { name: "Factory" },
  _before: { values: {}, errors: {} },
  before: { values: {}, errors: {} },
  change: { action: "disable" },
  cursor: null,
  draft: EMPTY_ISSUER,
  enabled: false,
  filter: {},
  format: "csv",
  listener: "ws",
  from: "viewer",
  name: "result",
  overlapHours: 0,
  policy: { mqtt: [] },
  question: { action: "publish", topic: "sensor-1/a", qos: 0, retain: false },
  role: "viewer",
  text: "sensor",
  topicFilter: "sensor-1/#",
  which: { filter: "#" },
  message: { topic: "a/#", payload: "", qos: 1, retain: true },
  token: "a.b.c",
  version: 1,
  wish: { overlapHours: 0, name: "", days: null },
  presentVersion: 1,
  roles: ["read-only"],
  selector: { hall: "3" },
  roleEdit: { rules: [], tests: [], note: "" },
  roleWords: { name: "walked", description: "" },
  roleDraft: { rules: [], tests: [] },
  to: { version: 1, note: "" },
  group: { name: "walked", description: "", selector: { hall: "3" }, roles: [], priority: 1 },
  // Refused as they are, so that asking twice is answered alike.
  newRole: { name: "", description: "", rules: [] },
  newGroup: { name: "", description: "", selector: {}, roles: [], priority: 1 },
};

/** Actions that act for the person alone, or for nobody, and why no tenant can be crossed by them. */
const OF_NO_TENANT: ReadonlySet<string> = new Set([
  "signIn",
  "signUp",
  "signOut",
  "makeTenant",
  // Answers anybody whether an address is taken, which its use must show anyway.
  "checkSlug",
  "setLocale",
  // By what a stranger has in hand: a password, a link, what the provider says.
  "signInByProvider",
  "requestReset",
  "resetPassword",
  "acceptInvitation",
  "joinAsNew",
  "switchAccount",
  // The person's own account; whose it is, the cookie says.
  "rename",
  "changePassword",
  "endOtherSessions",
  "linkProvider",
]);

let person: Person;
let owner: UserActor;
let stranger: UserActor;
/** By kind, each of the stranger's tenant. */
const foreign = new Map<IdKind, string>();
const missing = new Map<IdKind, string>(KINDS.map((kind) => [kind, newId(kind)]));
const tenantTables = Object.values(schema as Record<string, unknown>).filter(
  (value): value is PgTable => is(value, PgTable) && "tenantId" in getTableColumns(value),
);

beforeAll(async () => {
  ({ owner, person } = await newTenant("acme"));
  const theirs = await newTenant("globex");
  stranger = theirs.owner;
  const key = await newKey(stranger, "admin");
  const { device } = (await ask("POST", "/devices", { key, body: { name: "sensor-1" } })).body;
  await ask("POST", "/invitations", { key, body: { role: "viewer" } });
  await ask("POST", "/devices/export", { key, body: {} });
  await ask("POST", `/devices/${device.id}/certificates`, { key });
  await ask("POST", "/groups", { key, body: { name: "hall", selector: { hall: "3" }, roles: ["read-only"] } });
  await ask("POST", "/token-issuers", { key, body: exampleNewTokenIssuer });
  await ask("POST", "/bans", { key, body: { clientId: "x" } });
  // What is written some seconds late is written now, not in the middle of a test.
  await flushKeyUses();
  await flushSeen();
  foreign.set("user", stranger.id);
  // Only the broker has it, and here it is away.
  foreign.set("arming", newId("arming"));
  foreign.set("userSession", theirs.person.userSessionId ?? "");
  for (const table of tenantTables) {
    if (!("id" in getTableColumns(table))) continue;
    const rows = await database.sql<{ id: unknown }[]>`
      select id from ${database.sql(getTableName(table))} where tenant_id = ${stranger.tenantId}`;
    for (const { id } of rows) {
      const kind = KINDS.find((each) => String(id).startsWith(`${ID_PREFIX[each]}_`));
      if (kind !== undefined) foreign.set(kind, String(id));
    }
  }
});

beforeEach(() => {
  signedIn.person = person;
});

type Action = (...args: unknown[]) => Promise<unknown>;

const files = globSync("app/**/*.{ts,tsx}", { cwd: ROOT })
  .filter((file) => /^\s*"use server"/m.test(readFileSync(join(ROOT, file), "utf8")))
  .sort();
const actions = await Promise.all(
  files.map(async (file) => {
    const exported = (await import(join(ROOT, file))) as Record<string, unknown>;
    return Object.entries(exported).flatMap(([name, value]) =>
      typeof value === "function" ? [[name, file, value as Action] as const] : [],
    );
  }),
);

function parametersOf(action: Action): string[] {
  const list = /^(?:async\s+)?(?:function\s*\w*)?\s*\(([^)]*)\)/.exec(action.toString())?.[1] ?? "";
  return list
    .split(",")
    .map((each) => each.replace(/[=:].*/s, "").trim())
    .filter(Boolean);
}

function kindOf(parameter: string): IdKind | undefined {
  return ALIASES[parameter] ?? KINDS.find((kind) => parameter === `${kind}Id`);
}

function argumentsFor(action: Action, name: string, slug: string, ids: ReadonlyMap<IdKind, string>): unknown[] {
  return parametersOf(action).map((parameter) => {
    const kind = kindOf(parameter) ?? kindOf(parameter.replace(/s$/, ""));
    if (kind !== undefined) {
      const id = ids.get(kind);
      if (id === undefined) throw new Error(`${name}: the stranger has no ${kind}; give them one.`);
      return parameter.endsWith("s") ? [id] : id;
    }
    if (parameter === "tenantSlug") return slug;
    if (parameter === "mqttSessionId") {
      return Buffer.from(`${ids.get("device")}\0sensor-1`).toString("base64url");
    }
    if (parameter === "form") return formOf(ids);
    if (parameter === "traced") return { deviceId: ids.get("device") };
    if (parameter === "chosen") return { ids: [ids.get("device")] };
    if (parameter === "actAs") return { kind: "device", deviceId: ids.get("device") };
    if (parameter in PLAIN) return PLAIN[parameter];
    throw new Error(`${name}: the walk does not know the parameter ${parameter}; teach it.`);
  });
}

/** A form with every id there is, by every name that it could have. */
function formOf(ids: ReadonlyMap<IdKind, string>): FormData {
  const form = new FormData();
  for (const [kind, id] of ids) {
    form.set(`${kind}Id`, id);
    form.append("id", id);
  }
  for (const [alias, kind] of Object.entries(ALIASES)) form.set(alias, ids.get(kind) ?? "");
  return form;
}

/** What came of it, without what differs because the question did. */
async function outcomeOf(
  call: () => Promise<unknown>,
  ids: ReadonlyMap<IdKind, string>,
  slug: string,
): Promise<string> {
  const outcome = await call().then(
    (value) => ({ value }),
    (error: Error) => ({ thrown: `${error.name}: ${error.message}` }),
  );
  let text = JSON.stringify(outcome);
  for (const [kind, id] of ids) text = text.replaceAll(id, `<${kind}>`);
  // Of a job that was begun, in the asker's own tenant.
  text = text.replace(/"job_\w{26}"/g, "<new job>").replace(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, "<time>");
  return text.replaceAll(encodeURIComponent(`/${slug}`), "<slug>").replaceAll(`/${slug}`, "<slug>");
}

async function theirRows(): Promise<string> {
  const rows = await Promise.all(
    tenantTables.map(
      (table) => database.sql`
        select t::text from ${database.sql(getTableName(table))} t where tenant_id = ${stranger.tenantId} order by 1`,
    ),
  );
  return JSON.stringify(rows);
}

describe.each(actions.flat())("%s (%s)", (name, _file, action) => {
  if (OF_NO_TENANT.has(name)) {
    test("names nothing of a tenant", () => {
      const named = parametersOf(action).filter((parameter) => kindOf(parameter) !== undefined);
      expect(named).toEqual([]);
    });
    return;
  }

  const call = (slug: string, ids: ReadonlyMap<IdKind, string>) =>
    outcomeOf(() => action(...argumentsFor(action, name, slug, ids)), ids, slug);

  test("another tenant's ids answer as missing ones", async () => {
    const before = await theirRows();
    const theirs = await call(owner.tenantSlug, foreign);
    const nothing = await call(owner.tenantSlug, missing);
    expect(theirs).toBe(nothing);
    expect(await theirRows()).toBe(before);
  });

  test("another tenant answers as a missing one, also with its own ids", async () => {
    const before = await theirRows();
    expect(await call(stranger.tenantSlug, foreign)).toBe(await call("no-such-tenant", foreign));
    expect(await theirRows()).toBe(before);
  });

  test("nobody who is not signed in gets further", async () => {
    signedIn.person = undefined;
    const before = await theirRows();
    const outcome = await call(stranger.tenantSlug, foreign);
    expect(outcome).toMatch(/redirected to \/sign-in|signedOut/);
    expect(await theirRows()).toBe(before);
  });
});

test("the walk finds the actions, and reads their parameters", () => {
  expect(files.length).toBeGreaterThan(5);
  const named = new Map(actions.flat().map(([name, , action]) => [name, parametersOf(action)]));
  expect(named.get("revokeCredential")).toEqual(["tenantSlug", "deviceId", "credentialId"]);
  expect([...OF_NO_TENANT].filter((name) => !named.has(name))).toEqual([]);
});

test("the walk can tell: the tenant's own person is answered otherwise", async () => {
  const [, , action] = actions.flat().find(([name]) => name === "setDeviceEnabled") ?? [];
  if (action === undefined) throw new Error("there is one");
  const args = argumentsFor(action, "setDeviceEnabled", owner.tenantSlug, foreign);
  expect(JSON.stringify(await action(...args))).toContain('"ok":false');
  signedIn.person = { ...person, id: stranger.id, email: stranger.label };
  const own = argumentsFor(action, "setDeviceEnabled", stranger.tenantSlug, foreign);
  expect(JSON.stringify(await action(...own))).toContain('"ok":true');
});
