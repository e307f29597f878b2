import { describe, expect, test } from "vitest";
import { mintConsoleToken } from "#app/_services/console-token.ts";
import { services } from "#app/_services/database.ts";
import { checkSlug } from "#app/_services/tenants/check-slug.ts";
import { createTenant } from "#app/_services/tenants/create-tenant.ts";
import { enterTenant } from "#app/_services/tenants/enter-tenant.ts";
import { listTenants } from "#app/_services/tenants/list-tenants.ts";
import { signInInput, signUpInput } from "#app/_services/users/person.ts";
import { signUp } from "#app/_services/users/sign-up.ts";
import { verifyPassword } from "#app/_services/users/verify-password.ts";
import { verifyConsoleToken } from "#db/console-token.ts";
import { users } from "#db/schema/index.ts";
import { newTenant, openHouse, PASSWORD } from "./house.ts";

const database = await openHouse();

const form = (change: object = {}) => ({
  name: "Ada",
  email: "ada@example.com",
  password: PASSWORD,
  tenantName: "Ada's",
  tenantSlug: "ada",
  ...change,
});

describe("sign-up", () => {
  test("makes a person and a tenant of theirs", async () => {
    const { person, tenant } = await signUp(signUpInput.parse(form({ email: " Ada@Example.COM " })), "192.0.2.1");
    expect(person.email).toBe("ada@example.com");
    expect(await listTenants(person.id)).toEqual([{ tenant, memberRole: "owner" }]);
    const [row] = await database.orm.select().from(users);
    expect(row?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  test("says at the field that a slug is taken or reserved, and then makes no person either", async () => {
    for (const tenantSlug of ["ada", "docs"]) {
      const attempt = signUp(form({ email: "bob@example.com", tenantSlug }), undefined);
      await expect(attempt).rejects.toMatchObject({ code: "conflict", issues: [{ path: ["tenantSlug"] }] });
    }
    expect(await verifyPassword({ email: "bob@example.com", password: PASSWORD }, undefined)).toBeUndefined();
  });

  test("names no field when the e-mail is known", async () => {
    const error = await signUp(form({ tenantSlug: "another" }), undefined).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "conflict", issues: undefined });
    expect(await checkSlug("another")).toBe("free");
  });

  test.each([
    ["a short password", { password: "123456789" }, "password"],
    ["no e-mail", { email: "ada" }, "email"],
    ["a slug with capitals", { tenantSlug: "Ada" }, "tenantSlug"],
    ["a name of white space", { name: "   " }, "name"],
    ["a control character", { tenantName: "a\u0000b" }, "tenantName"],
    ["an unknown field", { admin: true }, undefined],
  ])("refuses %s at its field", (_, change, field) => {
    expect(signUpInput.safeParse(form(change)).error?.issues[0]?.path[0]).toBe(field);
  });
});

describe("sign-in", () => {
  test("knows the right password, composed or decomposed", async () => {
    await signUp(form({ email: "zoe@example.com", tenantSlug: "zoe", password: "caf\u00e9 caf\u00e9" }), undefined);
    const given = signInInput.parse({ email: "ZOE@example.com", password: "cafe\u0301 cafe\u0301" });
    expect((await verifyPassword(given, undefined))?.email).toBe("zoe@example.com");
  });

  test("answers a wrong password and an unknown e-mail alike", async () => {
    expect(await verifyPassword({ email: "ada@example.com", password: "wrong password" }, "a")).toBeUndefined();
    expect(await verifyPassword({ email: "who@example.com", password: "wrong password" }, "a")).toBeUndefined();
  });

  test("is refused after many tries from one address, and not from another", async () => {
    const guess = (address: string) => verifyPassword({ email: "ada@example.com", password: "guess" }, address);
    const outcomes = await Promise.allSettled(Array.from({ length: 25 }, () => guess("198.51.100.7")));
    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.reason).toMatchObject({ code: "rate_limited", retryAfterSeconds: expect.any(Number) });
    const given = { email: "ada@example.com", password: PASSWORD };
    expect(await verifyPassword(given, "203.0.113.9")).toBeDefined();
  });
});

describe("a tenant", () => {
  test("is somebody's, and for others as if it were not there", async () => {
    const { person: mia } = await newTenant("mia");
    await newTenant("noa");
    const foreign = await enterTenant(mia, "noa").catch((error: Error) => error.message);
    const missing = await enterTenant(mia, "nobody").catch((error: Error) => error.message);
    expect(foreign).toBe(missing);
    await createTenant(mia, { name: "Second", slug: "second" });
    expect((await listTenants(mia.id)).map(({ tenant }) => tenant.slug)).toEqual(["mia", "second"]);
    await expect(createTenant(mia, { name: "Third", slug: "noa" })).rejects.toMatchObject({
      code: "conflict",
      issues: [{ path: ["slug"], code: "taken" }],
    });
  });

  test.each([
    ["fresh-one", "free"],
    ["ada", "taken"],
    ["api", "reserved"],
    ["-a", "invalid"],
    ["a", "invalid"],
  ])("the slug %s is %s", async (slug, availability) => {
    expect(await checkSlug(slug)).toBe(availability);
  });
});

test("one machine does not sign up without end by calling from each of its IPv6 addresses", async () => {
  const from = (host: number) => `2001:db8:9:9::${host.toString(16)}`;
  // Refused for the e-mail, which is known; what counts is that it was asked.
  await newTenant("crowd");
  const input = { name: "C", email: "crowd@example.com", password: PASSWORD, tenantName: "C", tenantSlug: "crowd-2" };
  const codes = new Set<unknown>();
  for (let host = 1; host <= 32; host++) {
    codes.add(await signUp(input, from(host)).catch((error: { code?: string }) => error.code));
  }
  expect([...codes]).toEqual(["conflict", "rate_limited"]);
  await expect(signUp(input, "2001:db8:9:a::1")).rejects.toMatchObject({ code: "conflict" });
});

test("the console's token says who, where and as whom, and a viewer's cannot publish", async () => {
  const { owner } = await newTenant("tokens");
  const { consoleToken } = services().keys;
  const minted = await mintConsoleToken(owner, { kind: "wholeTenant" });
  expect(minted.username).toBe("tokens/$console");
  expect(await verifyConsoleToken(consoleToken, minted.password)).toMatchObject({
    tenantId: owner.tenantId,
    userId: owner.id,
    actAs: { kind: "wholeTenant" },
  });
  const viewer = { ...owner, memberRole: "viewer" } as const;
  await expect(mintConsoleToken(viewer, { kind: "wholeTenant" })).rejects.toMatchObject({ code: "forbidden" });
  await expect(mintConsoleToken(viewer, { kind: "readOnly" })).resolves.toBeDefined();
  const foreign = { kind: "device", deviceId: "dev_00000000000000000000000000" } as const;
  await expect(mintConsoleToken(owner, foreign)).rejects.toMatchObject({ code: "not_found" });
});
