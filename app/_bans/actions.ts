"use server";

import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import { enter } from "../_auth/access.ts";
import { failureMessage } from "../_forms/failure.ts";
import { type FormState, valuesOf } from "../_forms/form-state.ts";
import { attempt, type Outcome } from "../_forms/outcome.ts";
import { createBanInput } from "../_services/bans/ban.ts";
import { createBan as createBanOf } from "../_services/bans/create-ban.ts";
import { liftBan as liftBanOf } from "../_services/bans/lift-ban.ts";

export interface CreateBanState extends FormState {
  readonly created?: string;
}

const HOUR_MS = 60 * 60 * 1_000;
const EXPIRY_HOURS: Readonly<Record<string, number>> = { hour: 1, day: 24, week: 168 };
const FIELDS = ["clientId", "device", "network", "reason", "expiry"] as const;

export async function createBan(tenantSlug: string, _before: CreateBanState, form: FormData): Promise<CreateBanState> {
  const actor = await enter(tenantSlug);
  const t = await getTranslations("bans.errors");
  const values = valuesOf(form, FIELDS);
  const hours = EXPIRY_HOURS[values.expiry];
  const named = (text: string) => (text.trim() === "" ? undefined : text.trim());
  const input = createBanInput.safeParse({
    clientId: named(values.clientId),
    device: named(values.device),
    network: named(values.network),
    reason: values.reason.trim(),
    expiresAt: hours === undefined ? null : new Date(Date.now() + hours * HOUR_MS).toISOString(),
  });
  if (!input.success) {
    const bad = new Set(input.error.issues.map(({ path }) => path[0]));
    const nothing = named(values.clientId) === undefined && bad.has("clientId");
    return {
      values,
      errors: {
        ...(bad.has("clientId") ? { clientId: t(nothing ? "nobody" : "clientId") } : {}),
        ...(bad.has("device") ? { device: t("device") } : {}),
        ...(bad.has("network") ? { network: t("network") } : {}),
        ...(bad.has("reason") ? { reason: t("reason") } : {}),
      },
    };
  }
  try {
    const { id } = await createBanOf(actor, input.data);
    refresh();
    return { values: {}, errors: {}, created: id };
  } catch (error) {
    return { values, errors: {}, message: await failureMessage(error) };
  }
}

export async function liftBan(tenantSlug: string, banId: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  const outcome = await attempt(() => liftBanOf(actor, banId));
  refresh();
  return outcome;
}
