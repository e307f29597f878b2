import { getAuditEntryOperation } from "#app/_api/operations/get-audit-entry.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(getAuditEntryOperation);
