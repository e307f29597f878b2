"use server";

import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import { enter } from "../_auth/access.ts";
import { failureMessage } from "../_forms/failure.ts";
import { ApiError } from "../_services/errors.ts";
import { updateLimitsInput } from "../_services/limits/limit.ts";
import { updateLimits } from "../_services/limits/update-limits.ts";

export type Saved = { readonly ok: true } | { readonly ok: false; readonly message: string };

/**
 * Sets limits or policies. @param change as the API takes it
 * @param version that the person saw
 */
export async function saveLimits(tenantSlug: string, change: unknown, version: number): Promise<Saved> {
  const actor = await enter(tenantSlug);
  const t = await getTranslations("limits.edit");
  const input = updateLimitsInput.safeParse(change);
  if (!input.success) return { ok: false, message: t("notPossible") };
  try {
    await updateLimits(actor, input.data, version);
    return { ok: true };
  } catch (error) {
    const above = error instanceof ApiError && error.issues?.some(({ code }) => code === "above_ceiling") === true;
    return { ok: false, message: above ? t("aboveCeiling") : await failureMessage(error) };
  } finally {
    refresh();
  }
}
