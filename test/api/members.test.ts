import { describe, expect, test } from "vitest";
import type { UserActor } from "#app/_services/actor.ts";
import { acceptInvitation } from "#app/_services/invitations/accept-invitation.ts";
import { createInvitation } from "#app/_services/invitations/create-invitation.ts";
import { createInvitationInput } from "#app/_services/invitations/invitation.ts";
import { listInvitations } from "#app/_services/invitations/list-invitations.ts";
import { changeMemberRole } from "#app/_services/members/change-member-role.ts";
import { listMembers } from "#app/_services/members/list-members.ts";
import { leaveTenant, removeMember } from "#app/_services/members/remove-member.ts";
import { enterTenant } from "#app/_services/tenants/enter-tenant.ts";
import type { Person } from "#app/_services/users/person.ts";
import type { MemberRole } from "#core/permissions.ts";
import { ask } from "./client.ts";
import { newKey, newPerson, newTenant, openHouse } from "./house.ts";

const database = await openHouse();
const PAGE = { limit: 50 };

async function join(owner: UserActor, name: string, role: MemberRole): Promise<UserActor & { person: Person }> {
  const person = await newPerson(name);
  const input = createInvitationInput.parse({ role });
  const { link } = await createInvitation(owner, input);
  await acceptInvitation(person, link.split("/").at(-1) ?? "");
  return { ...(await enterTenant(person, owner.tenantSlug)), person };
}

const rolesOf = async (actor: UserActor) =>
  Object.fromEntries((await listMembers(actor, PAGE)).data.map(({ email, role }) => [email.split("@")[0], role]));

describe("members", () => {
  test("are listed with name, e-mail and role, and of other tenants nobody", async () => {
    const { owner } = await newTenant("list");
    await newTenant("list-other");
    await join(owner, "grace", "developer");
    const { data } = await listMembers(owner, PAGE);
    expect(data).toMatchObject([
      { email: "list@example.com", name: "Ada", role: "owner" },
      { email: "grace@example.com", role: "developer" },
    ]);
  });

  test("get another role, which counts from the next request on and is told to the broker", async () => {
    const { owner } = await newTenant("roles");
    const member = await join(owner, "roles-dev", "developer");
    const notices: unknown[] = [];
    const { unlisten } = await database.sql.listen("hato_change", (text) => notices.push(JSON.parse(text)));
    await changeMemberRole(owner, member.id, { role: "viewer" });
    expect((await enterTenant(member.person, "roles")).memberRole).toBe("viewer");
    await expect.poll(() => notices).toMatchObject([{ tenantId: owner.tenantId, kind: "member", id: member.id }]);
    await unlisten();
  });

  test("who are removed find no tenant any more, and their way back is closed", async () => {
    const { owner } = await newTenant("gone");
    const member = await join(owner, "gone-admin", "admin");
    const back = await createInvitation(member, createInvitationInput.parse({ role: "admin" }));
    await removeMember(owner, member.id);
    await expect(enterTenant(member.person, "gone")).rejects.toMatchObject({ code: "not_found" });
    const again = acceptInvitation(member.person, back.link.split("/").at(-1) ?? "");
    await expect(again).rejects.toMatchObject({ code: "not_found" });
    expect((await listInvitations(owner, PAGE)).data[0]).toMatchObject({ status: "revoked" });
  });

  test("who may no longer invite lose what they have pending, and who still may keep it", async () => {
    const { owner } = await newTenant("demoted");
    const member = await join(owner, "demoted-owner", "owner");
    const acting = await enterTenant(member.person, "demoted");
    await createInvitation(acting, createInvitationInput.parse({ role: "owner", email: "a@example.com" }));
    await createInvitation(acting, createInvitationInput.parse({ role: "viewer", email: "b@example.com" }));
    const pending = async () =>
      (await listInvitations(owner, { ...PAGE, status: "pending" })).data.map(({ email }) => email);
    await changeMemberRole(owner, member.id, { role: "admin" });
    expect(await pending()).toEqual(["b@example.com"]);
    await changeMemberRole(owner, member.id, { role: "developer" });
    expect(await pending()).toEqual([]);
  });
});

describe("owners", () => {
  test("are made, changed and removed by owners alone, and by no API key", async () => {
    const { owner } = await newTenant("owned");
    const admin = await join(owner, "owned-admin", "admin");
    const viewer = await join(owner, "owned-viewer", "viewer");
    const key = await newKey(owner, "admin");
    const refused = { code: "forbidden", message: expect.stringContaining("Only an owner") };
    await expect(changeMemberRole(admin, viewer.id, { role: "owner" })).rejects.toMatchObject(refused);
    await expect(changeMemberRole(admin, admin.id, { role: "owner" })).rejects.toMatchObject(refused);
    await expect(changeMemberRole(admin, owner.id, { role: "viewer" })).rejects.toMatchObject(refused);
    await expect(removeMember(admin, owner.id)).rejects.toMatchObject(refused);
    const invitation = createInvitationInput.parse({ role: "owner" });
    await expect(createInvitation(admin, invitation)).rejects.toMatchObject(refused);
    expect((await ask("PATCH", `/members/${viewer.id}`, { key, body: { role: "owner" } })).status).toBe(403);
    expect((await ask("DELETE", `/members/${owner.id}`, { key })).status).toBe(403);
    expect((await ask("POST", "/invitations", { key, body: { role: "owner" } })).status).toBe(403);
    // Somebody who was an owner when the request came, and is none any more.
    const former = { ...admin, memberRole: "owner" } as const;
    await expect(changeMemberRole(former, viewer.id, { role: "owner" })).rejects.toMatchObject(refused);
    expect(await rolesOf(owner)).toEqual({ owned: "owner", "owned-admin": "admin", "owned-viewer": "viewer" });
  });

  test("never all go", async () => {
    const { owner } = await newTenant("last");
    const conflict = { code: "conflict", message: expect.stringContaining("last one") };
    await expect(changeMemberRole(owner, owner.id, { role: "admin" })).rejects.toMatchObject(conflict);
    await expect(removeMember(owner, owner.id)).rejects.toMatchObject(conflict);
    await expect(leaveTenant(owner)).rejects.toMatchObject(conflict);
    const second = await join(owner, "last-second", "owner");
    await leaveTenant(owner);
    await expect(leaveTenant(second)).rejects.toMatchObject(conflict);
  });

  test.each(["demote each other", "leave", "remove each other"])("who all %s at once leave one behind", async (how) => {
    const slug = `race-${how.replace(/ .*/, "")}`;
    const { owner } = await newTenant(slug);
    const owners: UserActor[] = [owner];
    for (let i = 1; i < 6; i++) owners.push(await join(owner, `${slug}-${i}`, "owner"));
    const other = (i: number) => owners[(i + 1) % owners.length] as UserActor;
    await Promise.allSettled(
      owners.map((each, i) => {
        if (how === "leave") return leaveTenant(each);
        if (how === "remove each other") return removeMember(each, other(i).id);
        return changeMemberRole(each, other(i).id, { role: "viewer" });
      }),
    );
    const left = await database.sql`
      select user_id from memberships where tenant_id = ${owner.tenantId} and role = 'owner'`;
    expect(left.length).toBeGreaterThanOrEqual(1);
    if (how === "leave") expect(left).toHaveLength(1);
  });
});

test("everybody may leave, also who may change nothing", async () => {
  const { owner } = await newTenant("leaving");
  const viewer = await join(owner, "leaving-viewer", "viewer");
  await leaveTenant(viewer);
  expect(await rolesOf(owner)).toEqual({ leaving: "owner" });
  const [entry] = await database.sql`
    select action, actor_label from audit where tenant_id = ${owner.tenantId} order by id desc limit 1`;
  expect(entry).toEqual({ action: "member.leave", actor_label: "leaving-viewer@example.com" });
});
