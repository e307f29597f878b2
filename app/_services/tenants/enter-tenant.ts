import { findTenantOfUser } from "#db/queries/memberships.ts";
import type { UserActor } from "../actor.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import { noteActive } from "../user-sessions/seen.ts";
import type { Person } from "../users/person.ts";

/**
 * The person as a member of the tenant with this slug: where every request of the console begins.
 * @throws ApiError not_found alike for a tenant that is not there and for one that is somebody else's
 */
export async function enterTenant(person: Person, slug: string): Promise<UserActor> {
  const found = await findTenantOfUser(services().database.orm, person.id, slug);
  if (found === undefined) throw notFound("tenant");
  noteActive(found.tenant.id, person.id);
  return {
    kind: "user",
    id: person.id,
    label: person.email,
    address: person.address,
    tenantId: found.tenant.id,
    tenantSlug: found.tenant.slug,
    memberRole: found.role,
    userSessionId: person.userSessionId,
  };
}
