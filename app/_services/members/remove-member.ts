import { isId } from "#core/ids.ts";
import type { Orm } from "#db/client.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { deleteMember, findMember } from "#db/queries/members.ts";
import { type Actor, requirePermission, type UserActor } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import { holdOwners } from "./owners.ts";
import { withdrawInvitations } from "./withdrawn-invitations.ts";

/**
 * Takes somebody out of the tenant; what they have open ends at once. API keys that they made stay: they are the
 * tenant's.
 * @throws ApiError not_found; forbidden for an owner, asked by somebody who is none; conflict for the last owner
 */
export async function removeMember(actor: Actor, userId: string): Promise<void> {
  requirePermission(actor, "members.write");
  await services().database.asTenant(actor.tenantId, (orm) => remove(orm, actor, userId, "member.remove"));
}

/**
 * Lets a member go by themselves: every role may.
 * @throws ApiError conflict for the last owner
 */
export async function leaveTenant(actor: UserActor): Promise<void> {
  await services().database.asTenant(actor.tenantId, (orm) => remove(orm, actor, actor.id, "member.leave"));
}

async function remove(orm: Orm, actor: Actor, userId: string, action: "member.remove" | "member.leave"): Promise<void> {
  if (!isId("user", userId)) throw notFound("member");
  const { tenantId } = actor;
  const owners = await holdOwners(orm, tenantId);
  const member = await findMember(orm, tenantId, userId);
  if (member === undefined) throw notFound("member");
  const { role } = member.membership;
  if (role === "owner") {
    owners.require(actor);
    owners.requireAnotherThan(userId);
  }
  await deleteMember(orm, tenantId, userId);
  const withdrawn = await withdrawInvitations(orm, tenantId, userId, undefined);
  await audit(orm, actor, {
    action,
    target: { kind: "member", id: userId, label: member.email },
    before: { role, name: member.name },
    ...(withdrawn.withdrawnInvitations === undefined ? {} : { after: { ...withdrawn } }),
  });
  await notifyChange(orm, { tenantId, kind: "member", id: userId });
}
