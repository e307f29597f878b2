"use server";

import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import { enter } from "../_auth/access.ts";
import { attempt, type Outcome } from "../_forms/outcome.ts";
import { getLimits } from "../_services/limits/get-limits.ts";
import { type LimitsView, updateLimitsInput } from "../_services/limits/limit.ts";
import { updateLimits } from "../_services/limits/update-limits.ts";

/**
 * Sets limits or policies. @param change as the API takes it
 * @param version that the person saw
 */
export async function saveLimits(
  tenantSlug: string,
  change: unknown,
  version: number,
): Promise<Outcome<LimitsView, LimitsView>> {
  const actor = await enter(tenantSlug);
  const t = await getTranslations("limits.edit");
  const input = updateLimitsInput.safeParse(change);
  if (!input.success) return { ok: false, message: t("notPossible") };
  const outcome = await attempt(() => updateLimits(actor, input.data, version), {
    told: async ({ issues }) => (issues?.some(({ code }) => code === "above_ceiling") ? t("aboveCeiling") : undefined),
    theirs: () => getLimits(actor),
  });
  refresh();
  return outcome;
}
