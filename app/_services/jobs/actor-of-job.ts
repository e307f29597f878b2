import type { Orm } from "#db/client.ts";
import { findApiKey } from "#db/queries/api-keys.ts";
import { findMemberRole } from "#db/queries/memberships.ts";
import { findTenant } from "#db/queries/tenants.ts";
import type { Job } from "#db/schema/index.ts";
import type { Actor } from "../actor.ts";
import { scopesOf, statusOf } from "../api-keys/present-api-key.ts";
import { ApiError } from "../errors.ts";

/**
 * Whoever asked for a job, with the rights of this moment.
 * @throws ApiError forbidden when they are no member any more, or their key is revoked or expired
 */
export async function actorOfJob(orm: Orm, job: Job): Promise<Actor> {
  const { tenantId } = job;
  const tenant = await findTenant(orm, tenantId);
  if (tenant === undefined) throw gone();
  const base = {
    id: job.actorId,
    label: job.actorLabel,
    address: job.address ?? undefined,
    tenantId,
    tenantSlug: tenant.slug,
  };
  switch (job.actorKind) {
    case "system":
      return { ...base, kind: "system" };
    case "user": {
      const memberRole = await findMemberRole(orm, tenantId, job.actorId);
      if (memberRole === undefined) throw gone();
      return { ...base, kind: "user", memberRole };
    }
    case "apiKey": {
      const key = await findApiKey(orm, tenantId, job.actorId);
      if (key === undefined || statusOf(key) !== "active") throw gone();
      return { ...base, kind: "apiKey", scopes: scopesOf(key) };
    }
  }
}

function gone(): ApiError {
  return new ApiError("forbidden", "Whoever started this may not do it any more.");
}
