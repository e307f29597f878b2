import { exportAuditOperation } from "#app/_api/operations/export-audit.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(exportAuditOperation);
