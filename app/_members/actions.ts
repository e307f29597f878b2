"use server";

import { refresh } from "next/cache";
import { getLocale, getTranslations } from "next-intl/server";
import { enter } from "../_auth/access.ts";
import { failureMessage } from "../_forms/failure.ts";
import { type FormState, valuesOf } from "../_forms/form-state.ts";
import { ApiError } from "../_services/errors.ts";
import {
  createInvitation as createInvitationOf,
  type NewInvitation,
} from "../_services/invitations/create-invitation.ts";
import { createInvitationInput } from "../_services/invitations/invitation.ts";
import { revokeInvitation as revokeInvitationOf } from "../_services/invitations/revoke-invitation.ts";
import { changeMemberRole } from "../_services/members/change-member-role.ts";
import { makePasswordLink as makePasswordLinkOf } from "../_services/members/make-password-link.ts";
import { changeMemberRoleInput } from "../_services/members/member.ts";
import { leaveTenant as leaveTenantOf, removeMember as removeMemberOf } from "../_services/members/remove-member.ts";

/** What came of an action, in the person's language where it failed. */
export type Outcome<T = undefined> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string };

async function attempt<T>(work: () => Promise<T>, told: (error: ApiError) => Promise<string | undefined>) {
  try {
    return { ok: true, value: await work() } as const;
  } catch (error) {
    const message = error instanceof ApiError ? await told(error) : undefined;
    return { ok: false, message: message ?? (await failureMessage(error)) } as const;
  } finally {
    refresh();
  }
}

/** Why a member stays as they are. */
async function memberProblem(error: ApiError): Promise<string | undefined> {
  const t = await getTranslations("members.errors");
  if (error.code === "conflict") return t("lastOwner");
  if (error.code === "forbidden") return t("ownersOnly");
  return undefined;
}

export async function changeRole(tenantSlug: string, memberId: string, role: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  return attempt(async () => {
    await changeMemberRole(actor, memberId, changeMemberRoleInput.parse({ role }));
    return undefined;
  }, memberProblem);
}

export async function removeMember(tenantSlug: string, memberId: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  return attempt(async () => {
    await removeMemberOf(actor, memberId);
    return undefined;
  }, memberProblem);
}

/** The person goes by themselves; the page they stand on is theirs no more. */
export async function leaveTenant(tenantSlug: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  try {
    await leaveTenantOf(actor);
    return { ok: true, value: undefined };
  } catch (error) {
    const message = error instanceof ApiError ? await memberProblem(error) : undefined;
    return { ok: false, message: message ?? (await failureMessage(error)) };
  }
}

export async function makePasswordLink(
  tenantSlug: string,
  memberId: string,
): Promise<Outcome<{ readonly path: string; readonly expiresAt: string }>> {
  const actor = await enter(tenantSlug);
  return attempt(
    () => makePasswordLinkOf(actor, memberId),
    async (error) => {
      const t = await getTranslations("members.errors");
      return error.code === "conflict" ? t("elsewhere") : undefined;
    },
  );
}

export async function revokeInvitation(tenantSlug: string, invitationId: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  return attempt(
    async () => {
      await revokeInvitationOf(actor, invitationId);
      return undefined;
    },
    async (error) => {
      const t = await getTranslations("members.errors");
      return error.code === "conflict" ? t("accepted") : undefined;
    },
  );
}

/** The form, or what came of it: the link, once. */
export interface InviteState extends FormState {
  readonly created?: NewInvitation;
}

export async function invite(tenantSlug: string, _before: InviteState, form: FormData): Promise<InviteState> {
  const actor = await enter(tenantSlug);
  const t = await getTranslations();
  const values = valuesOf(form, ["email", "role", "days"]);
  const input = createInvitationInput.safeParse({
    role: values.role,
    email: values.email.trim() === "" ? null : values.email,
    expiresInDays: Number(values.days),
  });
  if (!input.success) return { values, errors: { email: t("auth.errors.email") } };
  try {
    const created = await createInvitationOf(actor, input.data, await getLocale());
    refresh();
    return { values, errors: {}, created };
  } catch (error) {
    const code = error instanceof ApiError ? error.code : undefined;
    const message =
      code === "conflict"
        ? t("members.errors.tooMany")
        : code === "forbidden"
          ? t("members.errors.ownersOnly")
          : await failureMessage(error);
    return { values, errors: {}, message };
  }
}
