import { NOT_AUTHORIZED } from "#core/mqtt/reason-codes.ts";
import { MEMBER_ROLE_PERMISSIONS } from "#core/permissions.ts";
import type { Database } from "#db/client.ts";
import { listConsoleMembers } from "#db/queries/identities.ts";
import { personOfPrincipal } from "./identity/console-principal.ts";
import type { Session } from "./session.ts";
import type { Tenant } from "./tenant.ts";

/**
 * Makes the connections of people in their browsers what the database says they should be: whoever is no member any
 * more loses connection and session, whose role no longer allows what the connection does or who was signed out there
 * loses the connection.
 * @returns does it, without waiting for anything
 */
export async function bringPeopleTo(tenant: Tenant, sql: Database["sql"]): Promise<() => void> {
  const open: { session: Session; userId: string; mayStay: (role: keyof typeof MEMBER_ROLE_PERMISSIONS) => boolean }[] =
    [];
  for (const session of tenant.sessions.values()) {
    const person = personOfPrincipal(session.principalId);
    if (person === undefined) continue;
    const { userId, permission } = person;
    open.push({ session, userId, mayStay: (role) => MEMBER_ROLE_PERMISSIONS[role].has(permission) });
  }
  if (open.length === 0) return () => {};
  const members = new Map(
    (
      await listConsoleMembers(sql, tenant.id, {
        userIds: [...new Set(open.map(({ userId }) => userId))],
        userSessionIds: open.flatMap(({ session }) => session.connection?.admittedBy?.userSessionId ?? []),
      })
    ).map((member) => [member.userId, member]),
  );
  return () => {
    for (const { session, userId, mayStay } of open) {
      const { connection } = session;
      const member = members.get(userId);
      if (member === undefined) {
        connection?.close(NOT_AUTHORIZED, "no member of the tenant any more");
        tenant.sessions.end(session);
      } else if (!mayStay(member.memberRole)) {
        connection?.close(NOT_AUTHORIZED, "the member's role does not allow this any more");
      } else if (!member.userSessionIds.includes(connection?.admittedBy?.userSessionId ?? "")) {
        connection?.close(NOT_AUTHORIZED, "signed out");
      }
    }
  };
}
