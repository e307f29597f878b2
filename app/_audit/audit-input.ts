import { type ListAuditInput, listAuditInput } from "../_services/audit-log/audit-entry.ts";
import { type AuditQuery, TIME_RANGES, type TimeRange } from "./audit-query.ts";

/** What the use case is asked; a filter that somebody mistyped in the URL is left out rather than an error. */
export function auditInput(query: AuditQuery, now: Date, cursor?: string): ListAuditInput {
  const given = {
    actor: query.actor,
    actorKind: query.by,
    action: query.action,
    target: query.target,
    cursor: cursor ?? "",
    from: isRange(query.time) ? new Date(now.getTime() - TIME_RANGES[query.time] * 86_400_000).toISOString() : "",
  };
  const shape: Readonly<Record<string, { safeParse(value: unknown): { success: boolean } }>> = listAuditInput.shape;
  const usable = Object.entries(given).filter(([name, value]) => value !== "" && shape[name]?.safeParse(value).success);
  return listAuditInput.parse(Object.fromEntries(usable));
}

function isRange(text: string): text is TimeRange {
  return Object.hasOwn(TIME_RANGES, text);
}
