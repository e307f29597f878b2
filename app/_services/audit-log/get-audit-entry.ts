import { isId } from "#core/ids.ts";
import { findAuditEntry } from "#db/queries/audit.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import { type AuditEntryView, presentAuditEntry } from "./audit-entry.ts";

/** @throws ApiError not_found */
export async function getAuditEntry(actor: Actor, id: string): Promise<AuditEntryView> {
  requirePermission(actor, "audit.read");
  if (!isId("audit", id)) throw notFound("audit entry");
  const { tenantId } = actor;
  const entry = await services().database.asTenant(tenantId, (orm) => findAuditEntry(orm, tenantId, id));
  if (entry === undefined) throw notFound("audit entry");
  return presentAuditEntry(entry);
}
