import { isId } from "#core/ids.ts";
import { findMember } from "#db/queries/members.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import { type MemberView, presentMember } from "./member.ts";

/** @throws ApiError not_found, also for people who are members of other tenants only */
export async function getMember(actor: Actor, userId: string): Promise<MemberView> {
  requirePermission(actor, "members.read");
  if (!isId("user", userId)) throw notFound("member");
  const member = await services().database.asTenant(actor.tenantId, (orm) => findMember(orm, actor.tenantId, userId));
  if (member === undefined) throw notFound("member");
  return presentMember(member);
}
