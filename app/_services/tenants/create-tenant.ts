import { RESERVED_SLUGS } from "#core/names.ts";
import type { Orm } from "#db/client.ts";
import { violatedUniqueIndex } from "#db/postgres-error.ts";
import { createTenant as createTenantRows } from "#db/queries/tenants.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { taken } from "../errors.ts";
import type { Person } from "../users/person.ts";
import { type CreateTenantInput, presentTenant, type TenantView } from "./tenant.ts";

/**
 * Makes a tenant with its starting roles; the person becomes its owner.
 * @throws ApiError conflict when the slug is taken or reserved
 */
export async function createTenant(person: Person, input: CreateTenantInput): Promise<TenantView> {
  return withSlugTaken(input.slug, () => services().database.transaction((orm) => createTenantOf(orm, person, input)));
}

/** The same inside a transaction of the owner of the tables, as sign-up needs it. */
export async function createTenantOf(orm: Orm, person: Person, { slug, name }: CreateTenantInput): Promise<TenantView> {
  const tenant = await createTenantRows(orm, { slug, name, ownerUserId: person.id });
  const actor = {
    kind: "user",
    id: person.id,
    label: person.email,
    address: person.address,
    tenantId: tenant.id,
    tenantSlug: tenant.slug,
    memberRole: "owner",
  } as const;
  await audit(orm, actor, {
    action: "tenant.create",
    target: { kind: "tenant", id: tenant.id, label: tenant.slug },
    after: { slug, name },
  });
  return presentTenant(tenant);
}

/**
 * Turns a reserved slug, and what the unique index says, into the answer at the field.
 * @param path the slug's field in the caller's form
 */
export async function withSlugTaken<T>(slug: string, work: () => Promise<T>, path = ["slug"]): Promise<T> {
  const slugTaken = () => taken(path, "This address is taken. Please choose another.");
  if (RESERVED_SLUGS.has(slug)) throw slugTaken();
  try {
    return await work();
  } catch (error) {
    throw violatedUniqueIndex(error) === "tenants_slug_key" ? slugTaken() : error;
  }
}
