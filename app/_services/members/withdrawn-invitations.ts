import { MEMBER_ROLE_PERMISSIONS, MEMBER_ROLES, type MemberRole } from "#core/permissions.ts";
import type { Orm } from "#db/client.ts";
import { revokeInvitationsOf } from "#db/queries/invitations.ts";

/**
 * Withdraws the pending invitations that their inviter could not make any more: else whoever is to go could leave a
 * door open behind them.
 * @param role what is left of them; undefined: nothing
 * @returns for the audit entry; empty when none was withdrawn
 */
export async function withdrawInvitations(
  orm: Orm,
  tenantId: string,
  inviterId: string,
  role: MemberRole | undefined,
): Promise<{ readonly withdrawnInvitations?: readonly string[] }> {
  const mayInvite = role !== undefined && MEMBER_ROLE_PERMISSIONS[role].has("members.write");
  const lost = mayInvite ? (role === "owner" ? [] : (["owner"] as const)) : MEMBER_ROLES;
  if (lost.length === 0) return {};
  const ids = await revokeInvitationsOf(orm, tenantId, inviterId, lost);
  return ids.length === 0 ? {} : { withdrawnInvitations: ids };
}
