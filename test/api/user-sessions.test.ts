import { describe, expect, test } from "vitest";
import { mintConsoleToken } from "#app/_services/console-token.ts";
import { enterTenant } from "#app/_services/tenants/enter-tenant.ts";
import { endOtherUserSessions, endUserSession } from "#app/_services/user-sessions/end-user-sessions.ts";
import { findPerson } from "#app/_services/user-sessions/find-person.ts";
import { listUserSessions } from "#app/_services/user-sessions/list-user-sessions.ts";
import { openUserSession } from "#app/_services/user-sessions/open-user-session.ts";
import { flushSeen } from "#app/_services/user-sessions/seen.ts";
import { changePassword } from "#app/_services/users/change-password.ts";
import { signOutOf } from "#app/_services/users/sign-out.ts";
import { verifyPassword } from "#app/_services/users/verify-password.ts";
import { newPerson, newTenant, openHouse, PASSWORD, signedIn } from "./house.ts";

const database = await openHouse();

const isIn = async (userSessionId: string | undefined) =>
  (await findPerson(userSessionId ?? "", undefined)) !== undefined;

describe("sign-ins of a person", () => {
  test("are listed, this one first, and one is ended without the others", async () => {
    const here = await newPerson("grace");
    const there = await signedIn(here);
    const listed = await listUserSessions(here);
    expect(listed.map(({ id, current }) => ({ id, current }))).toEqual([
      { id: here.userSessionId, current: true },
      { id: there.userSessionId, current: false },
    ]);
    await endUserSession(here, there.userSessionId ?? "");
    expect([await isIn(here.userSessionId), await isIn(there.userSessionId)]).toEqual([true, false]);
    await expect(endUserSession(here, there.userSessionId ?? "")).rejects.toMatchObject({ code: "not_found" });
  });

  test("are nobody else's to end", async () => {
    const [mine, theirs] = [await newPerson("mine"), await newPerson("theirs")];
    await expect(endUserSession(mine, theirs.userSessionId ?? "")).rejects.toMatchObject({ code: "not_found" });
    expect(await isIn(theirs.userSessionId)).toBe(true);
  });

  test("end all but this one, told to the broker in each of the person's tenants", async () => {
    const { person, owner } = await newTenant("everywhere");
    const others = [await signedIn(person), await signedIn(person)];
    const notices: unknown[] = [];
    const { unlisten } = await database.sql.listen("hato_change", (text) => notices.push(JSON.parse(text)));
    expect(await endOtherUserSessions(person)).toBe(2);
    await expect
      .poll(() => notices)
      .toMatchObject([{ tenantId: owner.tenantId, kind: "member", id: person.id, auditId: expect.any(String) }]);
    await unlisten();
    expect(await isIn(person.userSessionId)).toBe(true);
    for (const { userSessionId } of others) expect(await isIn(userSessionId)).toBe(false);
  });

  test("end with signing out, and a second time does no harm", async () => {
    const person = await newPerson("out");
    await signOutOf(person.userSessionId);
    await signOutOf(person.userSessionId);
    await signOutOf("nonsense");
    expect(await isIn(person.userSessionId)).toBe(false);
  });

  test("end everywhere else when the password changes", async () => {
    const here = await newPerson("changer");
    const there = await signedIn(here);
    await changePassword(here, { current: PASSWORD, next: "a new and longer password" });
    expect([await isIn(here.userSessionId), await isIn(there.userSessionId)]).toEqual([true, false]);
    const old = await verifyPassword({ email: here.email, password: PASSWORD }, "a");
    expect(old).toBeUndefined();
  });

  test.each([
    ["unused for too long", "last_seen_at = now() - interval '168 hours 1 second'"],
    ["too old", "expires_at = now()"],
  ])("end by themselves when %s", async (how, change) => {
    const person = await newPerson(how.replaceAll(" ", "-"));
    await database.sql.unsafe(`update user_sessions set ${change} where id = '${person.userSessionId}'`);
    expect(await isIn(person.userSessionId)).toBe(false);
    expect(await listUserSessions(person)).toEqual([]);
  });

  test("are fifty at most: the first goes", async () => {
    const person = await newPerson("many");
    for (let i = 0; i < 50; i++) await openUserSession(person, { method: "password", userAgent: "x" });
    expect(await isIn(person.userSessionId)).toBe(false);
    expect(await listUserSessions(person)).toHaveLength(50);
  });

  test("tell what browser, from where and when last; what is no text of a browser is not kept", async () => {
    const person = await newPerson("seen");
    const userAgent = `Mozilla/5.0 \u202e\u0000${"x".repeat(1_000)}`;
    const id = await openUserSession({ ...person, address: "203.0.113.1" }, { method: "password", userAgent });
    await findPerson(id, "203.0.113.2");
    await flushSeen();
    const [view] = (await listUserSessions(person)).filter((each) => each.id === id);
    expect(view).toMatchObject({ address: "203.0.113.2", method: "password", failuresBefore: 0 });
    expect(view?.userAgent).toMatch(/^Mozilla\/5\.0 x+$/);
    expect(view?.userAgent.length).toBe(400);
  });
});

test("whoever is signed out gets no more token for the broker from a page that is still open", async () => {
  const { person } = await newTenant("page");
  const actor = await enterTenant(person, "page");
  await expect(mintConsoleToken(actor, { kind: "readOnly" })).resolves.toBeDefined();
  await expect(mintConsoleToken({ ...actor, userSessionId: undefined }, { kind: "readOnly" })).rejects.toMatchObject({
    code: "unauthenticated",
  });
});
