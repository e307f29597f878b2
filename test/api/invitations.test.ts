import { beforeAll, describe, expect, test } from "vitest";
import type { UserActor } from "#app/_services/actor.ts";
import { backgroundDone } from "#app/_services/background.ts";
import { closeServices } from "#app/_services/database.ts";
import { acceptAsNewPerson, acceptInvitation } from "#app/_services/invitations/accept-invitation.ts";
import { createInvitation } from "#app/_services/invitations/create-invitation.ts";
import { createInvitationInput } from "#app/_services/invitations/invitation.ts";
import { listInvitations } from "#app/_services/invitations/list-invitations.ts";
import { readInvitation } from "#app/_services/invitations/read-invitation.ts";
import { revokeInvitation } from "#app/_services/invitations/revoke-invitation.ts";
import { listTenants } from "#app/_services/tenants/list-tenants.ts";
import { signUp } from "#app/_services/users/sign-up.ts";
import { verifyPassword } from "#app/_services/users/verify-password.ts";
import { newPerson, newTenant, openHouse, PASSWORD } from "./house.ts";
import { startSmtp } from "./smtp.ts";

const smtp = await startSmtp();
const database = await openHouse({
  SMTP_URL: smtp.url,
  MAIL_FROM: "Hato <hato@example.com>",
  CONSOLE_URL: "https://hato.example.com",
});
let owner: UserActor;

beforeAll(async () => {
  ({ owner } = await newTenant("acme"));
});

async function invite(input: object = {}): Promise<{ id: string; token: string; mailed: boolean }> {
  const made = await createInvitation(owner, createInvitationInput.parse({ role: "developer", ...input }), "en");
  expect(made.link).toMatch(/^https:\/\/hato\.example\.com\/invite\/[A-Za-z0-9_-]{32}$/);
  return { id: made.invitation.id, token: made.link.split("/").at(-1) ?? "", mailed: made.mailed };
}

const asNew = (email: string) => ({ name: "New", email, password: PASSWORD });
const GONE = { code: "not_found", message: expect.stringContaining("not valid any more") };

describe("a link", () => {
  test("shows what it offers, makes a member once, and only its hash is kept", async () => {
    const { token, id } = await invite();
    expect(await readInvitation(token, undefined)).toEqual({
      tenantName: "acme",
      tenantSlug: "acme",
      role: "developer",
      invitedBy: "acme@example.com",
      email: null,
    });
    const [grace, alan] = [await newPerson("grace"), await newPerson("alan")];
    expect(await acceptInvitation(grace, token)).toBe("acme");
    expect(await listTenants(grace.id)).toMatchObject([{ tenant: { slug: "acme" }, memberRole: "developer" }]);
    await expect(acceptInvitation(alan, token)).rejects.toMatchObject(GONE);
    expect(await readInvitation(token, undefined)).toBeUndefined();
    const kept = JSON.stringify(await database.sql`select * from invitations where id = ${id}`);
    expect(kept).not.toContain(token);
  });

  test("is one person's, however many use it at once", async () => {
    const { token } = await invite();
    const people = await Promise.all(Array.from({ length: 8 }, (_, i) => newPerson(`crowd-${i}`)));
    const outcomes = await Promise.allSettled(people.map((person) => acceptInvitation(person, token)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("is not used up by a member", async () => {
    const { token } = await invite();
    const member = await newPerson("member");
    await acceptInvitation(member, token);
    const next = await invite();
    await expect(acceptInvitation(member, next.token)).rejects.toMatchObject({ code: "conflict" });
    expect(await readInvitation(next.token, undefined)).toBeDefined();
  });

  test("that names an e-mail is that account's alone, in any case of letters", async () => {
    const { token } = await invite({ email: "Mia@Example.com" });
    const other = await newPerson("not-mia");
    await expect(acceptInvitation(other, token)).rejects.toMatchObject({ code: "forbidden" });
    await expect(acceptAsNewPerson(asNew("not@example.com"), token, undefined)).rejects.toMatchObject({
      code: "forbidden",
    });
    // Nobody was made by the refusal.
    expect(await database.sql`select from users where email = 'not@example.com'`).toHaveLength(0);
    await acceptAsNewPerson(asNew("mia@example.com"), token, undefined);
  });

  test.each([
    ["revoked", async (id: string) => void (await revokeInvitation(owner, id))],
    [
      "expired",
      async (id: string) => void (await database.sql`update invitations set expires_at = now() where id = ${id}`),
    ],
  ])("that is %s is worth nothing, and looks like one that never was", async (status, end) => {
    const { id, token } = await invite();
    await end(id);
    const person = await newPerson(`late-${status}`);
    await expect(acceptInvitation(person, token)).rejects.toMatchObject(GONE);
    await expect(acceptInvitation(person, "never made")).rejects.toMatchObject(GONE);
    await expect(acceptAsNewPerson(asNew(`x-${status}@example.com`), token, undefined)).rejects.toMatchObject(GONE);
    // With an e-mail that is known too: a stranger learns nothing of it without a link.
    await expect(acceptAsNewPerson(asNew("acme@example.com"), token, undefined)).rejects.toMatchObject(GONE);
    expect((await listInvitations(owner, { limit: 1 })).data).toMatchObject([{ id, status }]);
  });

  test("that was accepted cannot be revoked: the member is to be removed", async () => {
    const { id, token } = await invite();
    await acceptInvitation(await newPerson("quick"), token);
    await expect(revokeInvitation(owner, id)).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("a letter", () => {
  test("carries the link to the e-mail that the invitation names", async () => {
    const { token, mailed } = await invite({ email: "letter@example.com" });
    await backgroundDone();
    expect(mailed).toBe(true);
    const letter = smtp.letters.find(({ to }) => to === "letter@example.com");
    expect(letter?.raw).toContain("From: Hato <hato@example.com>");
    expect(letter?.text).toContain(`https://hato.example.com/invite/${token}`);
  });

  test("is written to nobody where no e-mail is named", async () => {
    const before = smtp.letters.length;
    expect((await invite()).mailed).toBe(false);
    await backgroundDone();
    expect(smtp.letters).toHaveLength(before);
  });
});

describe("where sign-up is", () => {
  async function withSignup(signup: string): Promise<void> {
    await closeServices();
    process.env.SIGNUP = signup;
  }

  test("by invitation, an account is made with a link and not without", async () => {
    await withSignup("invite");
    const { token } = await invite();
    const form = { ...asNew("invited@example.com"), tenantName: "X", tenantSlug: "by-invite" };
    await expect(signUp(form, undefined)).rejects.toMatchObject({ code: "forbidden" });
    const { person, tenantSlug } = await acceptAsNewPerson(asNew("invited@example.com"), token, undefined);
    expect(tenantSlug).toBe("acme");
    expect((await verifyPassword({ email: person.email, password: PASSWORD }, undefined))?.id).toBe(person.id);
  });

  test("closed, nobody makes an account; whoever has one may still join", async () => {
    await withSignup("open");
    const member = await newPerson("had-one");
    await withSignup("closed");
    const { token } = await invite();
    await expect(acceptAsNewPerson(asNew("late@example.com"), token, undefined)).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(await acceptInvitation(member, token)).toBe("acme");
    await withSignup("open");
  });
});

test("links cannot be tried without end", async () => {
  const tries = async (address: string) => {
    for (let i = 0; i < 70; i++) await readInvitation(`guess ${i}`, address);
  };
  await expect(tries("198.51.100.1")).rejects.toMatchObject({ code: "rate_limited" });
  expect(await readInvitation("guess", "198.51.100.2")).toBeUndefined();
});
