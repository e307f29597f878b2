import { describe, expect, test } from "vitest";
import type { UserActor } from "#app/_services/actor.ts";
import { backgroundDone } from "#app/_services/background.ts";
import { acceptInvitation } from "#app/_services/invitations/accept-invitation.ts";
import { createInvitation } from "#app/_services/invitations/create-invitation.ts";
import { createInvitationInput } from "#app/_services/invitations/invitation.ts";
import { changeMemberRole } from "#app/_services/members/change-member-role.ts";
import { makePasswordLink } from "#app/_services/members/make-password-link.ts";
import { createTenant } from "#app/_services/tenants/create-tenant.ts";
import { findPerson } from "#app/_services/user-sessions/find-person.ts";
import { admitByProvider } from "#app/_services/users/admit-by-provider.ts";
import type { Person } from "#app/_services/users/person.ts";
import { requestPasswordReset } from "#app/_services/users/request-password-reset.ts";
import { readPasswordReset, resetPassword } from "#app/_services/users/reset-password.ts";
import { verifyPassword } from "#app/_services/users/verify-password.ts";
import { newPerson, newTenant, openHouse, PASSWORD } from "./house.ts";
import { startSmtp } from "./smtp.ts";

const smtp = await startSmtp();
const database = await openHouse({
  SMTP_URL: smtp.url,
  MAIL_FROM: "hato@example.com",
  CONSOLE_URL: "https://hato.example.com",
});

const NEW = "a new and longer password";
const GONE = { code: "not_found", message: expect.stringContaining("not valid any more") };
const signsIn = async (email: string, password: string) =>
  (await verifyPassword({ email, password }, undefined)) !== undefined;

async function mailedToken(email: string): Promise<string> {
  await backgroundDone();
  const before = smtp.letters.length;
  requestPasswordReset(email, `203.0.113.${before}`, "en");
  await backgroundDone();
  const letter = smtp.letters.slice(before).find(({ to, text }) => to === email && text.includes("/reset/"));
  return /https:\/\/hato\.example\.com\/sign-in\/reset\/([\w-]{32})/.exec(letter?.text ?? "")?.[1] ?? "";
}

describe("a mailed link", () => {
  test("lets its person choose a password, once, and ends what the old one opened", async () => {
    const person = await newPerson("grace");
    const token = await mailedToken(person.email);
    expect(await readPasswordReset(token, undefined)).toBe(person.email);
    expect(await resetPassword(token, NEW, undefined)).toBe(person.email);
    expect(await signsIn(person.email, NEW)).toBe(true);
    expect(await signsIn(person.email, PASSWORD)).toBe(false);
    expect(await findPerson(person.userSessionId ?? "", undefined)).toBeUndefined();
    await expect(resetPassword(token, "again and again", undefined)).rejects.toMatchObject(GONE);
    await backgroundDone();
    expect(smtp.letters.at(-1)).toMatchObject({ to: person.email, text: expect.stringContaining("was changed") });
  });

  test("shows that the e-mail is theirs, and ends the waiting after wrong tries", async () => {
    const person = await newPerson("locked");
    const guess = () => verifyPassword({ email: person.email, password: "guess" }, "198.51.100.1");
    for (let i = 0; i < 5; i++) await guess();
    await expect(guess()).rejects.toMatchObject({ code: "rate_limited" });
    await resetPassword(await mailedToken(person.email), NEW, "198.51.100.1");
    const signIn = verifyPassword({ email: person.email, password: NEW }, "198.51.100.1");
    expect((await signIn)?.id).toBe(person.id);
    const [row] = await database.sql`select email_verified_at from users where id = ${person.id}`;
    expect(row?.email_verified_at).not.toBeNull();
  });

  test("ends what somebody linked who had made the account in the name of its person", async () => {
    const squatter = await newPerson("victim");
    const profile = {
      issuer: "https://id.example",
      subject: "mallory",
      email: undefined,
      emailVerified: false,
    } as const;
    const visit = { address: undefined };
    const named = { ...profile, name: undefined };
    expect(await admitByProvider(named, { ...visit, linkTo: squatter })).toMatchObject({ person: { id: squatter.id } });
    await resetPassword(await mailedToken(squatter.email), NEW, "198.51.100.2");
    expect(await admitByProvider(named, visit)).toEqual({ refusal: "unverified" });

    // Once the e-mail is shown to be theirs, what is linked is theirs too.
    await admitByProvider(named, { ...visit, linkTo: squatter });
    await resetPassword(await mailedToken(squatter.email), PASSWORD, "198.51.100.2");
    expect(await admitByProvider(named, visit)).toMatchObject({ person: { id: squatter.id } });
  });

  test("is one at a time, lasts an hour, and only its hash is kept", async () => {
    const person = await newPerson("twice");
    const first = await mailedToken(person.email);
    const second = await mailedToken(person.email);
    expect(await readPasswordReset(first, undefined)).toBeUndefined();
    expect(JSON.stringify(await database.sql`select * from password_resets`)).not.toContain(second);
    await database.sql`update password_resets set expires_at = now()`;
    await expect(resetPassword(second, NEW, undefined)).rejects.toMatchObject(GONE);
  });

  test("is used by one of many at once", async () => {
    const person = await newPerson("racing");
    const token = await mailedToken(person.email);
    const tries = Array.from({ length: 6 }, (_, i) => resetPassword(token, `password number ${i}`, `192.0.2.${i}`));
    const outcomes = await Promise.allSettled(tries);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("is not mailed for an account that is not there, which nobody is told; nor without end", async () => {
    await backgroundDone();
    const before = smtp.letters.length;
    expect(requestPasswordReset("nobody@example.com", "192.0.2.1", "ja")).toBeUndefined();
    await backgroundDone();
    expect(smtp.letters).toHaveLength(before);
    const { email } = await newPerson("flooded");
    for (let i = 0; i < 6; i++) requestPasswordReset(email, `192.0.2.${i + 10}`, "ja");
    await backgroundDone();
    expect(smtp.letters.filter(({ to }) => to === email)).toHaveLength(3);
    const flood = () => {
      for (let i = 0; i < 20; i++) requestPasswordReset(email, "192.0.2.99", "ja");
    };
    expect(flood).toThrow(expect.objectContaining({ code: "rate_limited" }));
  });
});

describe("a link that an owner makes", () => {
  async function join(owner: UserActor, person: Person, role: "developer" | "owner" = "developer"): Promise<void> {
    const { link } = await createInvitation(owner, createInvitationInput.parse({ role }));
    await acceptInvitation(person, link.split("/").at(-1) ?? "");
  }
  const tokenOf = ({ path }: { path: string }) => path.split("/").at(-1) ?? "";

  test("works for a member all of whose tenants are the owner's, and stands in the log", async () => {
    const { owner, person: boss } = await newTenant("boss");
    await createTenant(boss, { slug: "boss-2", name: "Second" });
    const member = await newPerson("boss-member");
    await join(owner, member);
    const made = await makePasswordLink(owner, member.id);
    await resetPassword(tokenOf(made), NEW, undefined);
    expect(await signsIn(member.email, NEW)).toBe(true);
    // An owner's word is no proof of an e-mail.
    const [row] = await database.sql`select email_verified_at from users where id = ${member.id}`;
    expect(row?.email_verified_at).toBeNull();
    const entries = await database.sql`
      select action from audit where tenant_id = ${owner.tenantId} and target_id = ${member.id} order by id`;
    expect(entries.map(({ action }) => action)).toEqual([
      "member.passwordLink",
      "person.resetPassword",
      "person.endSessions",
    ]);
  });

  test("is refused for who also belongs to somebody else's tenant, for oneself, for strangers, and to admins", async () => {
    const { owner } = await newTenant("mine");
    const { owner: other, person: otherPerson } = await newTenant("yours");
    const shared = await newPerson("shared");
    await join(owner, shared);
    await join(other, shared);
    await expect(makePasswordLink(owner, shared.id)).rejects.toMatchObject({ code: "conflict" });
    await expect(makePasswordLink(owner, owner.id)).rejects.toMatchObject({ code: "conflict" });
    await expect(makePasswordLink(owner, otherPerson.id)).rejects.toMatchObject({ code: "not_found" });
    const admin = { ...owner, memberRole: "admin" } as const;
    await expect(makePasswordLink(admin, shared.id)).rejects.toMatchObject({ code: "forbidden" });
  });

  test.each(["the person joins another's tenant", "the owner is one no more"])(
    "is worth nothing once %s",
    async (what) => {
      const mark = what.split(" ")[1] ?? "";
      const { owner } = await newTenant(`then-${mark}`);
      const { owner: other } = await newTenant(`else-${mark}`);
      const member = await newPerson(`member-${mark}`);
      await join(owner, member, "owner");
      const token = tokenOf(await makePasswordLink(owner, member.id));
      if (mark === "person") await join(other, member);
      else await changeMemberRole({ ...owner, id: member.id }, owner.id, { role: "admin" });
      expect(await readPasswordReset(token, undefined)).toBeUndefined();
      await expect(resetPassword(token, NEW, undefined)).rejects.toMatchObject(GONE);
      expect(await signsIn(member.email, PASSWORD)).toBe(true);
    },
  );
});
