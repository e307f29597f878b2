import { z } from "zod";
import { MEMBER_ROLES } from "#core/permissions.ts";
import type { Member } from "#db/queries/members.ts";
import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from "../page.ts";

/** What a member looks like from outside, and what may be asked of one. */

export const memberRole = z.enum(MEMBER_ROLES).meta({
  description:
    "owner: everything · admin: everything but owners · developer: devices and messages · viewer: only looks.",
});

export const listMembersInput = z.strictObject({
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).default(PAGE_LIMIT_DEFAULT),
  cursor: z.string().max(500).optional().meta({ description: "`nextCursor` of the page before." }),
});
export type ListMembersInput = z.output<typeof listMembersInput>;

export const changeMemberRoleInput = z.strictObject({ role: memberRole }).meta({ id: "ChangeMemberRole" });
export type ChangeMemberRoleInput = z.output<typeof changeMemberRoleInput>;

export const memberView = z
  .strictObject({
    id: z.string().meta({ description: "The person's; the same in every tenant." }),
    email: z.string(),
    name: z.string(),
    role: memberRole,
    joinedAt: z.iso.datetime().meta({ description: "RFC 3339, UTC." }),
    lastActiveAt: z.iso.datetime().nullable().meta({ description: "In this tenant's console; written a minute late." }),
  })
  .meta({ id: "Member" });
export type MemberView = z.output<typeof memberView>;

export function presentMember({ membership, email, name }: Member): MemberView {
  return {
    id: membership.userId,
    email,
    name,
    role: membership.role,
    joinedAt: membership.createdAt.toISOString(),
    lastActiveAt: membership.lastActiveAt?.toISOString() ?? null,
  };
}
