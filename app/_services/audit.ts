import { newId } from "#core/ids.ts";
import type { Orm } from "#db/client.ts";
import { insertAuditEntry } from "#db/queries/audit.ts";
import type { Actor } from "./actor.ts";

export interface AuditedChange {
  readonly action:
    | "device.create"
    | "device.update"
    | "device.delete"
    | "credential.rotate"
    | "credential.revoke"
    | "apiKey.create"
    | "apiKey.revoke"
    | "tenant.create";
  readonly target: { readonly kind: string; readonly id: string; readonly label?: string };
  /** What was and what is; never a secret. */
  readonly before?: Record<string, unknown>;
  readonly after?: Record<string, unknown>;
}

/** Writes down who changed what, in the transaction of the change itself: neither exists without the other. */
export async function audit(orm: Orm, actor: Actor, change: AuditedChange): Promise<void> {
  await insertAuditEntry(orm, {
    tenantId: actor.tenantId,
    id: newId("audit"),
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
