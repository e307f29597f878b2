"use server";

import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import type { z } from "zod";
import { enter } from "../_auth/access.ts";
import { failureMessage } from "../_forms/failure.ts";
import { ApiError } from "../_services/errors.ts";
import { type ListenerPolicyView, updateListenerPolicyInput } from "../_services/listener-policy/listener-policy.ts";
import { updateListenerPolicy } from "../_services/listener-policy/update-listener-policy.ts";
import { createTokenIssuer } from "../_services/token-issuers/create-token-issuer.ts";
import { deleteTokenIssuer as deleteTokenIssuerOf } from "../_services/token-issuers/delete-token-issuer.ts";
import { testToken as testTokenOf } from "../_services/token-issuers/test-token.ts";
import {
  createTokenIssuerInput,
  type TokenIssuerView,
  updateTokenIssuerInput,
} from "../_services/token-issuers/token-issuer.ts";
import { type TokenTestView, testTokenInput } from "../_services/token-issuers/token-test.ts";
import { updateTokenIssuer } from "../_services/token-issuers/update-token-issuer.ts";
import { type FieldFault, faultsOf } from "./field-faults.ts";
import { type IssuerDraft, inputOf } from "./issuer-draft.ts";

/** What came of an action, in the person's language where it failed. */
type Outcome<T = undefined> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string };

export interface TestedToken {
  readonly result: TokenTestView;
  /** Why it would be refused; undefined when it would not. */
  readonly refusal: { readonly title: string; readonly next: string } | undefined;
}

/** What came of sending the form: what is wrong stands at its fields. */
export type SavedIssuer =
  | { readonly ok: true; readonly issuer: TokenIssuerView }
  | { readonly ok: false; readonly faults: readonly FieldFault[]; readonly message?: string };

/** Says what each listener takes. */
export async function saveListenerPolicy(
  tenantSlug: string,
  policy: ListenerPolicyView,
): Promise<Outcome<ListenerPolicyView>> {
  const actor = await enter(tenantSlug);
  const input = updateListenerPolicyInput.safeParse(policy);
  if (!input.success) return { ok: false, message: (await getTranslations("errors"))("unexpected") };
  try {
    return { ok: true, value: await updateListenerPolicy(actor, input.data) };
  } catch (error) {
    return { ok: false, message: await failureMessage(error) };
  } finally {
    refresh();
  }
}

export async function createIssuer(tenantSlug: string, draft: IssuerDraft): Promise<SavedIssuer> {
  const actor = await enter(tenantSlug);
  return save(draft, createTokenIssuerInput, (input) => createTokenIssuer(actor, input));
}

/** @param version the one that the form was filled with */
export async function updateIssuer(
  tenantSlug: string,
  tokenIssuerId: string,
  draft: IssuerDraft,
  version: number,
): Promise<SavedIssuer> {
  const actor = await enter(tenantSlug);
  return save(draft, updateTokenIssuerInput, (input) => updateTokenIssuer(actor, tokenIssuerId, input, version));
}

/** Takes the issuer's tokens, or none of them and ends their connections. */
export async function setIssuerEnabled(tenantSlug: string, tokenIssuerId: string, enabled: boolean): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  try {
    await updateTokenIssuer(actor, tokenIssuerId, { enabled });
    return { ok: true, value: undefined };
  } catch (error) {
    return { ok: false, message: await failureMessage(error) };
  } finally {
    refresh();
  }
}

export async function deleteIssuer(tenantSlug: string, tokenIssuerId: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  try {
    await deleteTokenIssuerOf(actor, tokenIssuerId);
    return { ok: true, value: undefined };
  } catch (error) {
    return { ok: false, message: await failureMessage(error) };
  }
}

/** What would become of a device with this token, and if it is refused what to do about it. */
export async function testToken(tenantSlug: string, token: string): Promise<Outcome<TestedToken>> {
  const actor = await enter(tenantSlug);
  const t = await getTranslations("deviceSignIn.test");
  const input = testTokenInput.safeParse({ token });
  if (!input.success) return { ok: false, message: t(input.error.issues[0]?.code === "too_big" ? "tooLong" : "empty") };
  try {
    const result = await testTokenOf(actor, input.data);
    return { ok: true, value: { result, refusal: await refusalOf(result) } };
  } catch (error) {
    if (error instanceof ApiError && error.code === "unavailable") return { ok: false, message: t("brokerAway") };
    return { ok: false, message: await failureMessage(error) };
  }
}

async function refusalOf({ fault, device }: TokenTestView): Promise<TestedToken["refusal"]> {
  const t = await getTranslations();
  const name = device?.name ?? device?.claimed ?? "";
  switch (fault) {
    case null:
      return undefined;
    case "tokenDevice":
    case "unknownDevice":
    case "deviceDisabled":
      return {
        title: t(`deviceSignIn.test.faults.${fault}.title`, { name }),
        next: t(`deviceSignIn.test.faults.${fault}.next`),
      };
    default:
      return { title: t(`connect.failures.${fault}.title`, { name }), next: t(`connect.failures.${fault}.next`) };
  }
}

async function save<Input>(
  draft: IssuerDraft,
  schema: z.ZodType<Input>,
  work: (input: Input) => Promise<TokenIssuerView>,
): Promise<SavedIssuer> {
  const input = schema.safeParse(inputOf(draft));
  if (!input.success) {
    return { ok: false, faults: faultsOf(input.error.issues.map(({ path, code }) => ({ path, code }))) };
  }
  try {
    const issuer = await work(input.data);
    refresh();
    return { ok: true, issuer };
  } catch (error) {
    const faults = faultsOf(error instanceof ApiError ? (error.issues ?? []) : []);
    if (faults.length > 0) return { ok: false, faults };
    if (error instanceof ApiError && error.code === "conflict") {
      return { ok: false, faults, message: (await getTranslations("deviceSignIn.form"))("tooMany") };
    }
    return { ok: false, faults, message: await failureMessage(error) };
  }
}
