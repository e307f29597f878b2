import { and, count, desc, eq, inArray, isNull, lt, sql } from "drizzle-orm";
import type { Orm } from "../client.ts";
import { type Invitation, invitations, type MemberRole, type Tenant, tenants } from "../schema/index.ts";

export async function insertInvitation(orm: Orm, invitation: typeof invitations.$inferInsert): Promise<Invitation> {
  const [row] = await orm.insert(invitations).values(invitation).returning();
  if (row === undefined) throw new Error("INSERT … RETURNING gave no row");
  return row;
}

const pending = () =>
  and(isNull(invitations.acceptedAt), isNull(invitations.revokedAt), sql`${invitations.expiresAt} > now()`);

export async function countPendingInvitations(orm: Orm, tenantId: string): Promise<number> {
  const [row] = await orm
    .select({ pending: count() })
    .from(invitations)
    .where(and(eq(invitations.tenantId, tenantId), pending()));
  return row?.pending ?? 0;
}

/** Newest first. */
export function listInvitations(
  orm: Orm,
  tenantId: string,
  page: { readonly after?: string | undefined; readonly limit: number; readonly pendingOnly: boolean },
): Promise<Invitation[]> {
  return orm
    .select()
    .from(invitations)
    .where(
      and(
        eq(invitations.tenantId, tenantId),
        page.after === undefined ? undefined : lt(invitations.id, page.after),
        page.pendingOnly ? pending() : undefined,
      ),
    )
    .orderBy(desc(invitations.id))
    .limit(page.limit);
}

export async function findInvitation(orm: Orm, tenantId: string, id: string): Promise<Invitation | undefined> {
  const [row] = await orm
    .select()
    .from(invitations)
    .where(and(eq(invitations.tenantId, tenantId), eq(invitations.id, id)));
  return row;
}

/** Returns undefined when it is not there, or was accepted or revoked before. */
export async function revokeInvitation(orm: Orm, tenantId: string, id: string): Promise<Invitation | undefined> {
  const [row] = await orm
    .update(invitations)
    .set({ revokedAt: sql`now()` })
    .where(
      and(
        eq(invitations.tenantId, tenantId),
        eq(invitations.id, id),
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
      ),
    )
    .returning();
  return row;
}

/** Revokes what this inviter has pending, of these roles. @returns the ids */
export async function revokeInvitationsOf(
  orm: Orm,
  tenantId: string,
  createdBy: string,
  roles: readonly MemberRole[],
): Promise<string[]> {
  const rows = await orm
    .update(invitations)
    .set({ revokedAt: sql`now()` })
    .where(
      and(
        eq(invitations.tenantId, tenantId),
        eq(invitations.createdBy, createdBy),
        inArray(invitations.role, [...roles]),
        pending(),
      ),
    )
    .returning({ id: invitations.id });
  return rows.map(({ id }) => id);
}

/** Whichever tenant's it is: asked as the owner of the tables, with the link as the only proof. */
export async function findPendingInvitation(
  orm: Orm,
  tokenHash: Buffer,
): Promise<{ invitation: Invitation; tenant: Tenant } | undefined> {
  const [row] = await orm
    .select({ invitation: invitations, tenant: tenants })
    .from(invitations)
    .innerJoin(tenants, eq(tenants.id, invitations.tenantId))
    .where(and(eq(invitations.tokenHash, tokenHash), pending()));
  return row;
}

/** Uses the invitation up; false when somebody else has just done so. */
export async function markInvitationAccepted(orm: Orm, { tenantId, id }: Invitation): Promise<boolean> {
  const rows = await orm
    .update(invitations)
    .set({ acceptedAt: sql`now()` })
    .where(and(eq(invitations.tenantId, tenantId), eq(invitations.id, id), pending()))
    .returning({ id: invitations.id });
  return rows.length === 1;
}
