import { isId } from "#core/ids.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { findMember, setMemberRole } from "#db/queries/members.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError, notFound } from "../errors.ts";
import { type ChangeMemberRoleInput, type MemberView, presentMember } from "./member.ts";
import { holdOwners } from "./owners.ts";
import { withdrawInvitations } from "./withdrawn-invitations.ts";

/**
 * Gives a member another role, which acts at once on what they have open.
 * @param expectedRole the role the caller saw; undefined: whatever it is now
 * @throws ApiError not_found; precondition_failed when somebody changed it meanwhile; forbidden where owners are concerned and the actor is none; conflict for the last owner
 */
export async function changeMemberRole(
  actor: Actor,
  userId: string,
  { role }: ChangeMemberRoleInput,
  expectedRole?: ChangeMemberRoleInput["role"],
): Promise<MemberView> {
  requirePermission(actor, "members.write");
  if (!isId("user", userId)) throw notFound("member");
  const { tenantId } = actor;
  return services().database.asTenant(tenantId, async (orm) => {
    const owners = await holdOwners(orm, tenantId);
    const member = await findMember(orm, tenantId, userId);
    if (member === undefined) throw notFound("member");
    const before = member.membership.role;
    if (before === role) return presentMember(member);
    if (expectedRole !== undefined && expectedRole !== before) {
      throw new ApiError("precondition_failed", "The member's role was changed meanwhile. Read it again, then repeat.");
    }
    if (before === "owner" || role === "owner") owners.require(actor);
    if (before === "owner") owners.requireAnotherThan(userId);
    await setMemberRole(orm, tenantId, userId, role);
    const withdrawn = await withdrawInvitations(orm, tenantId, userId, role);
    await audit(orm, actor, {
      action: "member.changeRole",
      target: { kind: "member", id: userId, label: member.email },
      before: { role: before },
      after: { role, ...withdrawn },
    });
    await notifyChange(orm, { tenantId, kind: "member", id: userId });
    return presentMember({ ...member, membership: { ...member.membership, role } });
  });
}
