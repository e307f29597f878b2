import { auditEntryView } from "../../_services/audit-log/audit-entry.ts";
import { getAuditEntry } from "../../_services/audit-log/get-audit-entry.ts";
import { exampleAuditEntry } from "../examples/people.ts";
import { operation } from "../operation.ts";

export const getAuditEntryOperation = operation({
  method: "GET",
  path: "/audit/{auditEntryId}",
  id: "getAuditEntry",
  tag: "Audit log",
  summary: "Read an entry of the audit log",
  description: "With what was before, what is since, and what open connections lost by it.",
  permission: "audit.read",
  success: { status: 200, description: "The entry.", schema: auditEntryView },
  errors: ["not_found"],
  example: { result: exampleAuditEntry },
  run: async ({ actor, params }) => ({ body: await getAuditEntry(actor, params.auditEntryId) }),
});
