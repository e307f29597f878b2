import { auditInput } from "../../../_audit/audit-input.ts";
import { readAuditQuery } from "../../../_audit/audit-query.ts";
import { currentPerson } from "../../../_auth/access.ts";
import { AUDIT_FILE_TYPES, exportAudit } from "../../../_services/audit-log/export-audit.ts";
import { ApiError, ERROR_STATUS } from "../../../_services/errors.ts";
import { enterTenant } from "../../../_services/tenants/enter-tenant.ts";

/** The audit log as a file, with the filters of its page: what `GET /api/v1/audit/export` gives programs. */
export async function GET(request: Request): Promise<Response> {
  const params = Object.fromEntries(new URL(request.url).searchParams);
  const person = await currentPerson();
  if (person === undefined) return new Response(null, { status: 401 });
  const format = params.format === "jsonl" ? "jsonl" : "csv";
  try {
    const actor = await enterTenant(person, params.tenant ?? "");
    const { limit: _, cursor: __, ...filter } = auditInput(readAuditQuery(params), new Date());
    return new Response(exportAudit(actor, { ...filter, format }), {
      headers: {
        "content-type": AUDIT_FILE_TYPES[format],
        "content-disposition": `attachment; filename="audit-${actor.tenantSlug}.${format}"`,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      },
    });
  } catch (error) {
    if (error instanceof ApiError) return new Response(null, { status: ERROR_STATUS[error.code] });
    throw error;
  }
}
