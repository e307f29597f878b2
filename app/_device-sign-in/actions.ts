"use server";

import { refresh } from "next/cache";
import { getTranslations } from "next-intl/server";
import type { z } from "zod";
import { enter } from "../_auth/access.ts";
import { attempt, type Outcome } from "../_forms/outcome.ts";
import { getListenerPolicy } from "../_services/listener-policy/get-listener-policy.ts";
import { type ListenerPolicyView, updateListenerPolicyInput } from "../_services/listener-policy/listener-policy.ts";
import { updateListenerPolicy } from "../_services/listener-policy/update-listener-policy.ts";
import { createTokenIssuer } from "../_services/token-issuers/create-token-issuer.ts";
import { deleteTokenIssuer as deleteTokenIssuerOf } from "../_services/token-issuers/delete-token-issuer.ts";
import { getTokenIssuer } from "../_services/token-issuers/get-token-issuer.ts";
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

export interface TestedToken {
  readonly result: TokenTestView;
  /** Why it would be refused; undefined when it would not. */
  readonly refusal: { readonly title: string; readonly next: string } | undefined;
}

/** What came of sending the form: what is wrong stands at its fields. */
export type SavedIssuer = Outcome<TokenIssuerView, TokenIssuerView> & { readonly faults?: readonly FieldFault[] };

/** Says what each listener takes. */
export async function saveListenerPolicy(
  tenantSlug: string,
  policy: ListenerPolicyView,
  version: number,
): Promise<Outcome<ListenerPolicyView, ListenerPolicyView>> {
  const actor = await enter(tenantSlug);
  const input = updateListenerPolicyInput.safeParse(policy);
  if (!input.success) return { ok: false, message: (await getTranslations("errors"))("unexpected") };
  const outcome = await attempt(() => updateListenerPolicy(actor, input.data, version), {
    theirs: () => getListenerPolicy(actor),
  });
  refresh();
  return outcome;
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
  return save(
    draft,
    updateTokenIssuerInput,
    (input) => updateTokenIssuer(actor, tokenIssuerId, input, version),
    () => getTokenIssuer(actor, tokenIssuerId),
  );
}

/** Takes the issuer's tokens, or none of them and ends their connections. */
export async function setIssuerEnabled(tenantSlug: string, tokenIssuerId: string, enabled: boolean): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  const outcome = await attempt(async () => {
    await updateTokenIssuer(actor, tokenIssuerId, { enabled });
  });
  refresh();
  return outcome;
}

export async function deleteIssuer(tenantSlug: string, tokenIssuerId: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  return attempt(() => deleteTokenIssuerOf(actor, tokenIssuerId));
}

/** What would become of a device with this token, and if it is refused what to do about it. */
export async function testToken(tenantSlug: string, token: string): Promise<Outcome<TestedToken>> {
  const actor = await enter(tenantSlug);
  const t = await getTranslations("deviceSignIn.test");
  const input = testTokenInput.safeParse({ token });
  if (!input.success) return { ok: false, message: t(input.error.issues[0]?.code === "too_big" ? "tooLong" : "empty") };
  return attempt(
    async () => {
      const result = await testTokenOf(actor, input.data);
      return { result, refusal: await refusalOf(result) };
    },
    { told: async ({ code }) => (code === "unavailable" ? t("brokerAway") : undefined) },
  );
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
  theirs?: () => Promise<TokenIssuerView>,
): Promise<SavedIssuer> {
  const t = await getTranslations("deviceSignIn.form");
  const input = schema.safeParse(inputOf(draft));
  if (!input.success) {
    const found = faultsOf(input.error.issues.map(({ path, code }) => ({ path, code })));
    return { ok: false, message: t("faultsFound", { count: found.length }), faults: found };
  }
  let faults: readonly FieldFault[] = [];
  const outcome = await attempt(() => work(input.data), {
    told: async ({ code, issues = [] }) => {
      faults = faultsOf(issues);
      return code === "conflict" ? t("tooMany") : undefined;
    },
    ...(theirs === undefined ? {} : { theirs }),
  });
  if (faults.length > 0) return { ok: false, message: t("faultsFound", { count: faults.length }), faults };
  if (outcome.ok) refresh();
  return outcome;
}
