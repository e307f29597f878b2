import type { MemberRole } from "#core/permissions.ts";
import { listTenantsOfUser } from "#db/queries/memberships.ts";
import { services } from "../database.ts";
import { presentTenant, type TenantView } from "./tenant.ts";

/** The tenants a person belongs to, by name. */
export async function listTenants(userId: string): Promise<{ tenant: TenantView; memberRole: MemberRole }[]> {
  const rows = await listTenantsOfUser(services().database.orm, userId);
  return rows.map(({ tenant, role }) => ({ tenant: presentTenant(tenant), memberRole: role }));
}
