"use client";

import { Check, LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { TEXT_LIMITS } from "#core/limits.ts";
import { proposeSlug } from "#core/names.ts";
import type { FormState } from "../_forms/form-state.ts";
import type { SlugAvailability } from "../_services/tenants/check-slug.ts";
import { Field } from "../_ui/field.tsx";
import { Input } from "../_ui/input.tsx";
import { checkSlug } from "./actions.ts";

/** Typing stops this long before the address is asked for. */
const ASK_AFTER_MS = 350;

type Answer = { readonly slug: string; readonly availability: SlugAvailability | "unknown" };

/** A tenant's name and its address, proposed from the name until the person writes their own. */
export function TenantFields({ state }: { readonly state: FormState }) {
  const t = useTranslations("auth");
  const [name, setName] = useState(state.values.tenantName ?? "");
  const [ownSlug, setOwnSlug] = useState<string | undefined>(state.values.tenantSlug || undefined);
  const [answer, setAnswer] = useState<Answer>();
  const slug = ownSlug ?? proposeSlug(name);
  const longEnough = slug.length >= TEXT_LIMITS.tenantSlugCharsMin;

  useEffect(() => {
    if (!longEnough) return;
    const timer = setTimeout(async () => {
      try {
        setAnswer({ slug, availability: await checkSlug(slug) });
      } catch {
        setAnswer({ slug, availability: "unknown" });
      }
    }, ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [slug, longEnough]);

  const known = answer?.slug === slug ? answer.availability : undefined;
  const problem =
    known === "taken" || known === "reserved"
      ? t("errors.slugTaken")
      : known === "invalid"
        ? t("errors.slug", { slugMin: TEXT_LIMITS.tenantSlugCharsMin, slugMax: TEXT_LIMITS.tenantSlugCharsMax })
        : undefined;
  const sent = state.values.tenantSlug === slug ? state.errors.tenantSlug : undefined;

  return (
    <>
      <Field name="tenantName" label={t("tenantName")} hint={t("tenantNameHint")} error={state.errors.tenantName}>
        {(control) => (
          <Input
            {...control}
            required
            maxLength={TEXT_LIMITS.tenantNameCharsMax}
            autoComplete="organization"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field
        name="tenantSlug"
        label={t("tenantSlug")}
        hint={t.rich("tenantSlugHint", {
          slug: slug || t("tenantSlugExample"),
          code: (part) => <code className="font-mono text-ink">{part}</code>,
        })}
        error={problem ?? sent}
      >
        {(control) => (
          <span className="relative">
            <Input
              {...control}
              required
              maxLength={TEXT_LIMITS.tenantSlugCharsMax}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              className="pr-9 font-mono"
              value={slug}
              onChange={(event) => setOwnSlug(event.target.value.toLowerCase().replace(/[\s_]+/g, "-"))}
            />
            <span className="pointer-events-none absolute inset-y-0 right-2.5 grid place-items-center" role="status">
              {!longEnough || known === "unknown" ? null : known === undefined ? (
                <LoaderCircle aria-label={t("slugChecking")} className="size-4 animate-spin text-faint" />
              ) : known === "free" ? (
                <Check aria-label={t("slugFree")} className="size-4 text-ok" />
              ) : null}
            </span>
          </span>
        )}
      </Field>
    </>
  );
}
