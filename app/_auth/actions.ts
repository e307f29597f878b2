"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { CredentialsSignin } from "next-auth";
import { getTranslations } from "next-intl/server";
import { placeOf } from "#core/address-place.ts";
import { TEXT_LIMITS } from "#core/limits.ts";
import { failureMessage, isTaken } from "../_forms/failure.ts";
import { type FormState, textOf, valuesOf } from "../_forms/form-state.ts";
import { clientAddress } from "../_services/client-address.ts";
import { services } from "../_services/database.ts";
import { ApiError } from "../_services/errors.ts";
import { checkSlug as checkSlugOf, type SlugAvailability } from "../_services/tenants/check-slug.ts";
import { createTenant } from "../_services/tenants/create-tenant.ts";
import { createTenantInput } from "../_services/tenants/tenant.ts";
import { signInInput, signUpInput } from "../_services/users/person.ts";
import { signUp as signUpPerson } from "../_services/users/sign-up.ts";
import { requirePerson } from "./access.ts";
import { returnPath } from "./return-path.ts";
import { signOut as endSession, signIn as startSession } from "./session.ts";
import { slugChecks } from "./slug-checks.ts";

/** Signs a person in, then goes where they wanted. */
export async function signIn(_before: FormState, form: FormData): Promise<FormState> {
  const t = await getTranslations("auth");
  const values = valuesOf(form, ["email"]);
  const input = signInInput.safeParse({ ...values, password: textOf(form, "password") });
  if (!input.success) {
    const bad = new Set(input.error.issues.map((issue) => issue.path[0]));
    return {
      values,
      errors: {
        ...(bad.has("email") ? { email: t("errors.email") } : {}),
        ...(bad.has("password") ? { password: t("errors.passwordMissing") } : {}),
      },
    };
  }
  try {
    await startSession("credentials", { ...input.data, redirect: false });
  } catch (error) {
    return { values, errors: {}, message: await signInFailure(error) };
  }
  redirect(returnPath(textOf(form, "next")));
}

async function signInFailure(error: unknown): Promise<string> {
  const t = await getTranslations("auth");
  if (!(error instanceof CredentialsSignin)) return failureMessage(error);
  const wait = /^retry-after-(\d+)$/.exec(error.code)?.[1];
  return wait === undefined ? t("errors.wrong") : t("errors.tooMany", { seconds: Number(wait) });
}

/** Makes a person with their tenant, signs them in, and shows them the tenant. */
export async function signUp(_before: FormState, form: FormData): Promise<FormState> {
  const t = await getTranslations("auth");
  const values = valuesOf(form, ["name", "email", "tenantName", "tenantSlug"]);
  const input = signUpInput.safeParse({ ...values, password: textOf(form, "password") });
  if (!input.success) {
    const errors: Record<string, string> = {};
    for (const issue of input.error.issues)
      errors[String(issue.path[0])] ??= t(signUpError(String(issue.path[0]), issue.code), LENGTHS);
    return { values, errors };
  }
  try {
    await signUpPerson(input.data, clientAddress(await headers()));
  } catch (error) {
    if (isTaken(error, "tenantSlug")) return { values, errors: { tenantSlug: t("errors.slugTaken") } };
    if (error instanceof ApiError && error.code === "conflict") {
      return { values, errors: {}, message: t("errors.accountExists") };
    }
    if (error instanceof ApiError && error.code === "forbidden") {
      return { values, errors: {}, message: t("signUp.notOpen") };
    }
    return { values, errors: {}, message: await failureMessage(error) };
  }
  const { email, password, tenantSlug } = input.data;
  try {
    await startSession("credentials", { email, password, redirect: false });
  } catch (error) {
    return { values, errors: {}, message: await signInFailure(error) };
  }
  redirect(`/${tenantSlug}`);
}

const LENGTHS = {
  passwordMin: TEXT_LIMITS.passwordCharsMin,
  passwordMax: TEXT_LIMITS.passwordCharsMax,
  slugMin: TEXT_LIMITS.tenantSlugCharsMin,
  slugMax: TEXT_LIMITS.tenantSlugCharsMax,
  nameMax: TEXT_LIMITS.tenantNameCharsMax,
};

function signUpError(field: string, code: string) {
  switch (field) {
    case "email":
      return "errors.email" as const;
    case "password":
      return code === "too_big" ? ("errors.passwordLong" as const) : ("errors.passwordShort" as const);
    case "tenantSlug":
      return "errors.slug" as const;
    default:
      return code === "too_big" ? ("errors.nameLong" as const) : ("errors.nameMissing" as const);
  }
}

/** Makes a further tenant for somebody signed in. */
export async function makeTenant(_before: FormState, form: FormData): Promise<FormState> {
  const t = await getTranslations("auth");
  const person = await requirePerson("/new");
  const values = valuesOf(form, ["tenantName", "tenantSlug"]);
  const input = createTenantInput.safeParse({ name: values.tenantName, slug: values.tenantSlug });
  if (!input.success) {
    const errors: Record<string, string> = {};
    for (const issue of input.error.issues) {
      const field = issue.path[0] === "slug" ? "tenantSlug" : "tenantName";
      errors[field] ??= t(signUpError(field, issue.code), LENGTHS);
    }
    return { values, errors };
  }
  if (services().config.signup !== "open") return { values, errors: {}, message: t("newTenant.closedText") };
  try {
    await createTenant(person, input.data);
  } catch (error) {
    if (isTaken(error, "slug")) return { values, errors: { tenantSlug: t("errors.slugTaken") } };
    return { values, errors: {}, message: await failureMessage(error) };
  }
  redirect(`/${input.data.slug}`);
}

export async function signOut(): Promise<void> {
  await endSession({ redirectTo: "/sign-in" });
}

/** Whether a tenant may have this address; `unknown` when asked too often. */
export async function checkSlug(slug: string): Promise<SlugAvailability | "unknown"> {
  if (typeof slug !== "string" || slug.length > TEXT_LIMITS.tenantSlugCharsMax) return "invalid";
  if (slugChecks.take(placeOf(clientAddress(await headers()) ?? "unknown")) > 0) return "unknown";
  return checkSlugOf(slug);
}
