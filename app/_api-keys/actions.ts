"use server";

import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import { TEXT_LIMITS } from "#core/limits.ts";
import { enter } from "../_auth/access.ts";
import { failureMessage } from "../_forms/failure.ts";
import { type FormState, valuesOf } from "../_forms/form-state.ts";
import { attempt, type Outcome } from "../_forms/outcome.ts";
import { type ApiKeyView, createApiKeyInput, rotateApiKeyInput } from "../_services/api-keys/api-key.ts";
import { createApiKey as createApiKeyOf } from "../_services/api-keys/create-api-key.ts";
import { revokeApiKey as revokeApiKeyOf } from "../_services/api-keys/revoke-api-key.ts";
import { rotateApiKey as rotateApiKeyOf } from "../_services/api-keys/rotate-api-key.ts";

/** The form, or what came of it: the key itself, once. */
export interface CreateApiKeyState extends FormState {
  readonly created?: { readonly apiKey: ApiKeyView; readonly secret: string };
}

const DAY_MS = 24 * 60 * 60 * 1_000;
const EXPIRY_DAYS: Readonly<Record<string, number>> = { "30": 30, "90": 90, "365": 365 };

export async function createApiKey(
  tenantSlug: string,
  _before: CreateApiKeyState,
  form: FormData,
): Promise<CreateApiKeyState> {
  const actor = await enter(tenantSlug);
  const t = await getTranslations("apiKeys.errors");
  const scopes = form.getAll("scopes").filter((scope) => typeof scope === "string");
  const values = { ...valuesOf(form, ["name", "expiry"]), scopes: scopes.join(" ") };
  const days = EXPIRY_DAYS[values.expiry];
  const input = createApiKeyInput.safeParse({
    name: values.name,
    scopes,
    expiresAt: days === undefined ? null : new Date(Date.now() + days * DAY_MS).toISOString(),
  });
  if (!input.success) {
    const bad = new Map(input.error.issues.map((issue) => [issue.path[0], issue.code]));
    return {
      values,
      errors: {
        ...(bad.has("name")
          ? { name: bad.get("name") === "too_big" ? t("nameLong", { max: TEXT_LIMITS.apiKeyNameCharsMax }) : t("name") }
          : {}),
        ...(bad.has("scopes") ? { scopes: t("scopes") } : {}),
      },
    };
  }
  try {
    const created = await createApiKeyOf(actor, input.data);
    refresh();
    return { values, errors: {}, created };
  } catch (error) {
    return { values, errors: {}, message: await failureMessage(error) };
  }
}

export async function revokeApiKey(tenantSlug: string, keyId: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  const outcome = await attempt(() => revokeApiKeyOf(actor, keyId));
  refresh();
  return outcome;
}

/**
 * Makes a new key for an old one. The page is not renewed: the row that shows the new key might go with the old one.
 * @returns the new key itself, once
 */
export async function rotateApiKey(tenantSlug: string, keyId: string, overlapHours: number): Promise<Outcome<string>> {
  const actor = await enter(tenantSlug);
  const input = rotateApiKeyInput.safeParse({ overlapHours });
  const t = await getTranslations();
  if (!input.success) return { ok: false, message: t("errors.unexpected") };
  return attempt(async () => (await rotateApiKeyOf(actor, keyId, input.data)).secret, {
    told: async ({ code }) => (code === "conflict" ? t("apiKeys.rotate.conflict") : undefined),
  });
}
