import { newId } from "#core/ids.ts";
import type { Orm } from "#db/client.ts";
import { insertAuditEntry } from "#db/queries/audit.ts";
import type { Actor } from "./actor.ts";

/** Who is written down: an actor, or a person in one of their tenants. */
export type Author = Pick<Actor, "kind" | "id" | "label" | "address" | "tenantId">;

/** What becomes of a person's account (audit-person.ts). */
export type PersonalAction =
  | "person.signIn"
  | "person.signOut"
  | "person.endSessions"
  | "person.lockedOut"
  | "person.rename"
  | "person.changePassword"
  | "person.resetPassword"
  | "person.linkProvider";

export interface AuditedChange {
  readonly action:
    | "device.create"
    | "device.update"
    | "device.delete"
    | "device.import"
    | "device.export"
    | "device.changeMany"
    | "job.cancel"
    | "session.end"
    | "session.unsubscribe"
    | "retained.clear"
    | "trace.arm"
    | "trace.disarm"
    | "job.takeSecrets"
    | "credential.rotate"
    | "credential.revoke"
    | "role.create"
    | "role.update"
    | "role.rollback"
    | "role.delete"
    | "group.create"
    | "group.update"
    | "group.delete"
    | "certificateAuthority.create"
    | "certificateAuthority.end"
    | "certificate.issue"
    | "certificate.register"
    | "certificate.revoke"
    | "apiKey.create"
    | "apiKey.revoke"
    | "apiKey.rotate"
    | "member.changeRole"
    | "member.remove"
    | "member.leave"
    | "member.passwordLink"
    | "invitation.create"
    | "invitation.revoke"
    | "invitation.accept"
    | PersonalAction
    | "tokenIssuer.create"
    | "tokenIssuer.update"
    | "tokenIssuer.delete"
    | "listenerPolicy.update"
    | "ban.create"
    | "ban.lift"
    | "settings.update"
    | "device.limit"
    | "tenant.create"
    | "tenant.update"
    | "tenant.scheduleDeletion"
    | "tenant.keep";
  readonly target: { readonly kind: string; readonly id: string; readonly label?: string };
  /** What was and what is; never a secret. */
  readonly before?: Record<string, unknown>;
  readonly after?: Record<string, unknown>;
}

/** Writes down who changed what, in the transaction of the change itself: neither exists without the other. */
export async function audit(orm: Orm, actor: Author, change: AuditedChange): Promise<void> {
  const at = new Date();
  await insertAuditEntry(orm, {
    tenantId: actor.tenantId,
    // Of one moment: a range of time is a range of ids.
    id: newId("audit", at.getTime()),
    at,
    actorKind: actor.kind,
    actorId: actor.id,
    actorLabel: actor.label,
    address: actor.address ?? null,
    action: change.action,
    targetKind: change.target.kind,
    targetId: change.target.id,
    targetLabel: change.target.label ?? "",
    before: change.before ?? null,
    after: change.after ?? null,
  });
}
