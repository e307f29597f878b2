import { LIMIT_EFFECTS, METERED_LIMITS } from "#core/limit-effects.ts";
import { isInRange, lowerLimits, TENANT_LIMITS } from "#core/limit-overrides.ts";
import { LIMIT_RANGES } from "#core/limits.ts";
import { mergePolicies } from "#core/policies.ts";
import type { UsageNow } from "#core/usage.ts";
import { findTenantSettings } from "#db/queries/tenant-settings.ts";
import { findUsagePeaks } from "#db/queries/usage.ts";
import type { TenantSettingsRow } from "#db/schema/index.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { askUsage } from "../broker-control.ts";
import { services } from "../database.ts";
import { type LimitsView, presentPolicies } from "./limit.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

/** The tenant's limits, what is used of them, and its policies. */
export async function getLimits(actor: Actor): Promise<LimitsView> {
  requirePermission(actor, "settings.read");
  const { tenantId } = actor;
  const since = new Date(Date.now() - DAY_MS);
  const [stored, peaks] = await services().database.asTenant(
    tenantId,
    async (orm) => [await findTenantSettings(orm, tenantId), await findUsagePeaks(orm, tenantId, since)] as const,
  );
  return presentLimits(stored, await askUsage(tenantId), peaks);
}

export function presentLimits(
  stored: TenantSettingsRow | undefined,
  usage: UsageNow | null,
  peaks: UsageNow | undefined,
): LimitsView {
  const { limits: ceilings } = services().config;
  const own = stored?.limits ?? {};
  const limits = lowerLimits(ceilings, own, TENANT_LIMITS);
  return {
    limits: TENANT_LIMITS.map((name) => {
      const metered = METERED_LIMITS[name];
      const value = own[name];
      return {
        name,
        limit: limits[name],
        own: isInRange(name, value) ? value : null,
        ceiling: ceilings[name],
        min: LIMIT_RANGES[name][0],
        atLimit: LIMIT_EFFECTS[name],
        used: metered === undefined ? null : (usage?.[metered] ?? null),
        // The running minute is not written yet.
        peak24h: metered === undefined ? null : Math.max(peaks?.[metered] ?? 0, usage?.[metered] ?? 0),
      };
    }),
    policies: presentPolicies(mergePolicies(stored?.policies ?? {})),
    version: stored?.version ?? 0,
    updatedAt: stored?.updatedAt.toISOString() ?? null,
    updatedBy: stored?.updatedBy ?? null,
  };
}
