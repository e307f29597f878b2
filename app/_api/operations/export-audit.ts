import { exportAuditInput } from "../../_services/audit-log/audit-entry.ts";
import { AUDIT_FILE_TYPES, exportAudit } from "../../_services/audit-log/export-audit.ts";
import { operation } from "../operation.ts";

export const exportAuditOperation = operation({
  method: "GET",
  path: "/audit/export",
  id: "exportAudit",
  tag: "Audit log",
  summary: "Export the audit log",
  description: "The whole log, or what the filters leave of it, as one file, newest first.",
  permission: "audit.read",
  query: exportAuditInput,
  success: {
    status: 200,
    description: "The file, as it is read.",
    contentType: Object.values(AUDIT_FILE_TYPES),
    headers: { "Content-Disposition": "A name for the file." },
  },
  errors: [],
  example: { query: { format: "jsonl", from: "2026-11-01T00:00:00Z" } },
  run: async ({ actor, query }) => ({
    stream: exportAudit(actor, query),
    headers: {
      "content-type": AUDIT_FILE_TYPES[query.format],
      "content-disposition": `attachment; filename="audit-${actor.tenantSlug}.${query.format}"`,
    },
  }),
});
