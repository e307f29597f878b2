"use server";

import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import { TEXT_LIMITS } from "#core/limits.ts";
import { enter } from "../_auth/access.ts";
import { failureMessage } from "../_forms/failure.ts";
import { type FormState, valuesOf } from "../_forms/form-state.ts";
import { attempt, type Outcome } from "../_forms/outcome.ts";
import { keepTenant as keepTenantOf } from "../_services/tenants/keep-tenant.ts";
import { scheduleDeletion } from "../_services/tenants/schedule-deletion.ts";
import { scheduleDeletionInput, updateTenantInput } from "../_services/tenants/tenant.ts";
import { updateTenant } from "../_services/tenants/update-tenant.ts";

/** What becomes of the tenant as a whole. */

/** A form that says when it is done. */
export interface TenantFormState extends FormState {
  /** How often it was done, so that doing it twice is told twice. */
  readonly done?: number;
}

export async function renameTenant(
  tenantSlug: string,
  before: TenantFormState,
  form: FormData,
): Promise<TenantFormState> {
  const actor = await enter(tenantSlug);
  const values = valuesOf(form, ["name"]);
  const input = updateTenantInput.safeParse(values);
  if (!input.success) {
    const t = await getTranslations("tenant.name");
    const long = input.error.issues[0]?.code === "too_big";
    return { values, errors: { name: long ? t("long", { max: TEXT_LIMITS.tenantNameCharsMax }) : t("missing") } };
  }
  try {
    await updateTenant(actor, input.data);
    refresh();
    return { values: { name: input.data.name }, errors: {}, done: (before.done ?? 0) + 1 };
  } catch (error) {
    return { values, errors: {}, message: await failureMessage(error) };
  }
}

/** @param text the slug as the person typed it */
export async function deleteTenant(tenantSlug: string, text: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  const outcome = await attempt(async () => {
    await scheduleDeletion(actor, scheduleDeletionInput.parse({ slug: text }));
    return undefined;
  });
  refresh();
  return outcome;
}

export async function keepTenant(tenantSlug: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  const outcome = await attempt(async () => {
    await keepTenantOf(actor);
    return undefined;
  });
  refresh();
  return outcome;
}
