import { auditEntryView, listAuditInput } from "../../_services/audit-log/audit-entry.ts";
import { listAudit } from "../../_services/audit-log/list-audit.ts";
import { exampleAuditEntry } from "../examples/people.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../pages.ts";

export const listAuditOperation = operation({
  method: "GET",
  path: "/audit",
  id: "listAudit",
  tag: "Audit log",
  summary: "List the audit log",
  description: "Page by page, newest first. Every change by console, API key or Hato itself is in it.",
  permission: "audit.read",
  query: listAuditInput,
  success: { status: 200, description: "One page of entries.", schema: pageOf(auditEntryView) },
  errors: [],
  example: {
    query: { action: "device", from: "2026-11-20T00:00:00Z" },
    result: { data: [exampleAuditEntry], nextCursor: null },
  },
  run: async ({ actor, query }) => {
    const { data, nextCursor } = await listAudit(actor, query);
    return { body: { data: [...data], nextCursor } };
  },
});
