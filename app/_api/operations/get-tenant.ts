import { getTenant } from "../../_services/tenants/get-tenant.ts";
import { tenantView } from "../../_services/tenants/tenant.ts";
import { exampleTenant } from "../examples/people.ts";
import { operation } from "../operation.ts";

export const getTenantOperation = operation({
  method: "GET",
  path: "/tenant",
  id: "getTenant",
  tag: "Tenant",
  summary: "Read the tenant",
  description: "The tenant that the API key belongs to.",
  permission: "tenant.read",
  success: { status: 200, description: "The tenant.", schema: tenantView },
  errors: [],
  example: { result: exampleTenant },
  run: async ({ actor }) => ({ body: await getTenant(actor) }),
});
