import { RESERVED_SLUGS } from "#core/names.ts";
import { findTenantBySlug } from "#db/queries/tenants.ts";
import { services } from "../database.ts";
import { tenantSlug } from "./tenant.ts";

export type SlugAvailability = "free" | "taken" | "reserved" | "invalid";

/** Whether a new tenant may be called so. An answer of now: only the unique index of tenants decides. */
export async function checkSlug(slug: string): Promise<SlugAvailability> {
  if (!tenantSlug.safeParse(slug).success) return "invalid";
  if (RESERVED_SLUGS.has(slug)) return "reserved";
  const tenant = await findTenantBySlug(services().database.orm, slug);
  return tenant === undefined ? "free" : "taken";
}
