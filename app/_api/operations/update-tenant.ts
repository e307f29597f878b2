import { tenantView, updateTenantInput } from "../../_services/tenants/tenant.ts";
import { updateTenant } from "../../_services/tenants/update-tenant.ts";
import { exampleTenant } from "../examples/people.ts";
import { operation } from "../operation.ts";

export const updateTenantOperation = operation({
  method: "PATCH",
  path: "/tenant",
  id: "updateTenant",
  tag: "Tenant",
  summary: "Rename the tenant",
  description: "Its slug stays: every device's username begins with it.",
  permission: "settings.write",
  body: updateTenantInput,
  success: { status: 200, description: "The tenant as it is now.", schema: tenantView },
  errors: [],
  example: { body: { name: "Acme Pumps" }, result: { ...exampleTenant, name: "Acme Pumps" } },
  run: async ({ actor, body }) => ({ body: await updateTenant(actor, body) }),
});
