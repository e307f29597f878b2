import { z } from "zod";
import { TEXT_LIMITS } from "#core/limits.ts";
import { TENANT_SLUG } from "#core/names.ts";
import type { Tenant } from "#db/schema/index.ts";
import { oneLine } from "../text.ts";

/** What a tenant looks like from outside, and what may be asked of it. */

export const tenantName = oneLine(TEXT_LIMITS.tenantNameCharsMax);

/** The shape only; whether it is reserved or taken is asked of check-slug. */
export const tenantSlug = z
  .string()
  .min(TEXT_LIMITS.tenantSlugCharsMin)
  .max(TEXT_LIMITS.tenantSlugCharsMax)
  .regex(TENANT_SLUG, "must hold only a–z, 0–9 and -, and begin and end with a letter or digit");

export const createTenantInput = z.strictObject({ name: tenantName, slug: tenantSlug });
export type CreateTenantInput = z.output<typeof createTenantInput>;

export const updateTenantInput = z.strictObject({ name: tenantName });
export type UpdateTenantInput = z.output<typeof updateTenantInput>;

/** For how long a tenant that shall go can still be kept. */
export const DELETION_GRACE_DAYS = 7;

export const scheduleDeletionInput = z.strictObject({
  slug: z
    .string()
    .max(TEXT_LIMITS.tenantSlugCharsMax)
    .meta({ description: "The tenant's own, so that none goes by mistake." }),
});
export type ScheduleDeletionInput = z.output<typeof scheduleDeletionInput>;

export const tenantView = z
  .strictObject({
    id: z.string(),
    slug: z.string().meta({ description: "First part of every MQTT username and of the console's URL." }),
    name: z.string(),
    createdAt: z.iso.datetime().meta({ description: "RFC 3339, UTC." }),
    deletionDueAt: z.iso.datetime().nullable().meta({
      description: "When the tenant is deleted with all that it has: RFC 3339, UTC; null: it stays.",
    }),
  })
  .meta({ id: "Tenant" });
export type TenantView = z.output<typeof tenantView>;

export function presentTenant(tenant: Tenant): TenantView {
  return {
    id: tenant.id,
    slug: tenant.slug,
    name: tenant.name,
    createdAt: tenant.createdAt.toISOString(),
    deletionDueAt: tenant.deletionDueAt?.toISOString() ?? null,
  };
}
