"use server";

import { refresh } from "next/cache";
import { getLocale, getTranslations } from "next-intl/server";
import { enter } from "../_auth/access.ts";
import { failureMessage } from "../_forms/failure.ts";
import { type FormState, valuesOf } from "../_forms/form-state.ts";
import { attempt, type Outcome } from "../_forms/outcome.ts";
import { ApiError } from "../_services/errors.ts";
import {
  createInvitation as createInvitationOf,
  type NewInvitation,
} from "../_services/invitations/create-invitation.ts";
import { createInvitationInput } from "../_services/invitations/invitation.ts";
import { revokeInvitation as revokeInvitationOf } from "../_services/invitations/revoke-invitation.ts";
import { changeMemberRole } from "../_services/members/change-member-role.ts";
import { getMember } from "../_services/members/get-member.ts";
import { makePasswordLink as makePasswordLinkOf } from "../_services/members/make-password-link.ts";
import { changeMemberRoleInput, type MemberView } from "../_services/members/member.ts";
import { leaveTenant as leaveTenantOf, removeMember as removeMemberOf } from "../_services/members/remove-member.ts";

/** Why a member stays as they are. */
async function memberProblem(error: ApiError): Promise<string | undefined> {
  const t = await getTranslations("members.errors");
  if (error.code === "conflict") return t("lastOwner");
  if (error.code === "forbidden") return t("ownersOnly");
  return undefined;
}

/** @param from the role that the person saw */
export async function changeRole(
  tenantSlug: string,
  memberId: string,
  role: string,
  from: string,
): Promise<Outcome<void, MemberView>> {
  const actor = await enter(tenantSlug);
  const outcome = await attempt(
    async () => {
      const expected = changeMemberRoleInput.parse({ role: from }).role;
      await changeMemberRole(actor, memberId, changeMemberRoleInput.parse({ role }), expected);
    },
    { told: memberProblem, theirs: () => getMember(actor, memberId) },
  );
  refresh();
  return outcome;
}

export async function removeMember(tenantSlug: string, memberId: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  const outcome = await attempt(() => removeMemberOf(actor, memberId), { told: memberProblem });
  refresh();
  return outcome;
}

/** The person goes by themselves; the page they stand on is theirs no more. */
export async function leaveTenant(tenantSlug: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  return attempt(() => leaveTenantOf(actor), { told: memberProblem });
}

export async function makePasswordLink(
  tenantSlug: string,
  memberId: string,
): Promise<Outcome<{ readonly path: string; readonly expiresAt: string }>> {
  const actor = await enter(tenantSlug);
  const t = await getTranslations("members.errors");
  const outcome = await attempt(() => makePasswordLinkOf(actor, memberId), {
    told: async ({ code }) => (code === "conflict" ? t("elsewhere") : undefined),
  });
  refresh();
  return outcome;
}

export async function revokeInvitation(tenantSlug: string, invitationId: string): Promise<Outcome> {
  const actor = await enter(tenantSlug);
  const t = await getTranslations("members.errors");
  const outcome = await attempt(() => revokeInvitationOf(actor, invitationId), {
    told: async ({ code }) => (code === "conflict" ? t("accepted") : undefined),
  });
  refresh();
  return outcome;
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
