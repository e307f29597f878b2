import { listMembers as listMemberRows } from "#db/queries/members.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { cutPage, decodeCursor, type Page } from "../page.ts";
import { type ListMembersInput, type MemberView, presentMember } from "./member.ts";

/** One page of the tenant's members, whose accounts are oldest first. */
export async function listMembers(actor: Actor, { cursor, limit }: ListMembersInput): Promise<Page<MemberView>> {
  requirePermission(actor, "members.read");
  const { tenantId } = actor;
  const after = decodeCursor("id", cursor);
  const found = await services().database.asTenant(tenantId, (orm) =>
    listMemberRows(orm, tenantId, { after, limit: limit + 1 }),
  );
  const { rows, nextCursor } = cutPage(found, limit, "id", ({ membership }) => membership.userId);
  return { data: rows.map(presentMember), nextCursor };
}
