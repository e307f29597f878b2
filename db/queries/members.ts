import { and, asc, eq, gt } from "drizzle-orm";
import type { Orm } from "../client.ts";
import { type MemberRole, type Membership, memberships, users } from "../schema/index.ts";

/** A membership with who it is. */
export interface Member {
  readonly membership: Membership;
  readonly email: string;
  readonly name: string;
}

const columns = { membership: memberships, email: users.email, name: users.name };

export function listMembers(
  orm: Orm,
  tenantId: string,
  page: { readonly after?: string | undefined; readonly limit: number },
): Promise<Member[]> {
  return orm
    .select(columns)
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(
      and(
        eq(memberships.tenantId, tenantId),
        page.after === undefined ? undefined : gt(memberships.userId, page.after),
      ),
    )
    .orderBy(asc(memberships.userId))
    .limit(page.limit);
}

export async function findMember(orm: Orm, tenantId: string, userId: string): Promise<Member | undefined> {
  const [row] = await orm
    .select(columns)
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(memberships.tenantId, tenantId), eq(memberships.userId, userId)));
  return row;
}

/**
 * The tenant's owners, locked until the transaction ends: of two changes at once the later sees what the earlier left,
 * and so the last owner stays. In the order of their ids, so that no two of them wait for each other.
 */
export async function lockOwners(orm: Orm, tenantId: string): Promise<string[]> {
  const rows = await orm
    .select({ userId: memberships.userId })
    .from(memberships)
    .where(and(eq(memberships.tenantId, tenantId), eq(memberships.role, "owner")))
    .orderBy(asc(memberships.userId))
    .for("update");
  return rows.map(({ userId }) => userId);
}

export async function setMemberRole(orm: Orm, tenantId: string, userId: string, role: MemberRole): Promise<void> {
  await orm
    .update(memberships)
    .set({ role })
    .where(and(eq(memberships.tenantId, tenantId), eq(memberships.userId, userId)));
}

export async function deleteMember(orm: Orm, tenantId: string, userId: string): Promise<void> {
  await orm.delete(memberships).where(and(eq(memberships.tenantId, tenantId), eq(memberships.userId, userId)));
}
