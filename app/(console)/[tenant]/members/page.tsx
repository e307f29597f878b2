import { UsersRound } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { enter } from "../../../_auth/access.ts";
import { Messages } from "../../../_i18n/messages.tsx";
import { InvitationList } from "../../../_members/invitation-list.tsx";
import { InviteDialog } from "../../../_members/invite-dialog.tsx";
import { MemberList } from "../../../_members/member-list.tsx";
import { type Actor, hasPermission } from "../../../_services/actor.ts";
import { ApiError } from "../../../_services/errors.ts";
import { listInvitationsInput } from "../../../_services/invitations/invitation.ts";
import { listInvitations } from "../../../_services/invitations/list-invitations.ts";
import { mailIsConfigured } from "../../../_services/mail/send-mail.ts";
import { listMembers } from "../../../_services/members/list-members.ts";
import { listMembersInput } from "../../../_services/members/member.ts";
import { getTenant } from "../../../_services/tenants/get-tenant.ts";
import { buttonStyle } from "../../../_ui/button.tsx";
import { EmptyState } from "../../../_ui/empty-state.tsx";
import { PageHeader } from "../../../_ui/page-header.tsx";

interface MembersPageProps {
  readonly params: Promise<{ tenant: string }>;
  readonly searchParams: Promise<{ cursor?: string | string[] }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("members"))("title") };
}

export default async function MembersPage({ params, searchParams }: MembersPageProps) {
  const [{ tenant: slug }, query] = await Promise.all([params, searchParams]);
  const actor = await enter(slug);
  const t = await getTranslations("members");
  const cursor = typeof query.cursor === "string" ? query.cursor : undefined;
  const [tenant, page, invitations] = await Promise.all([
    getTenant(actor),
    listPage(actor, cursor),
    listInvitations(actor, listInvitationsInput.parse({ status: "pending", limit: "200" })),
  ]);
  const mayWrite = hasPermission(actor, "members.write");
  const isOwner = actor.memberRole === "owner";
  const viewer = { id: actor.id, tenantSlug: slug, tenantName: tenant.name, mayWrite, isOwner };
  const invite = mayWrite ? (
    <InviteDialog tenantSlug={slug} mayMakeOwners={isOwner} mail={mailIsConfigured()} />
  ) : undefined;
  const alone = page.data.length === 1 && page.nextCursor === null && invitations.data.length === 0;
  return (
    <Messages of={["members"]}>
      <PageHeader title={t("title")} description={t("lead")} actions={invite} />
      <MemberList viewer={viewer} members={page.data} />
      {page.nextCursor === null ? null : (
        <Link
          href={`/${slug}/members?${new URLSearchParams({ cursor: page.nextCursor })}`}
          className={buttonStyle({ className: "self-end" })}
        >
          {t("nextPage")}
        </Link>
      )}
      {alone && mayWrite ? (
        <EmptyState icon={UsersRound} title={t("alone.title")} description={t("alone.text")} />
      ) : null}
      {invitations.data.length === 0 ? null : (
        <InvitationList tenantSlug={slug} invitations={invitations.data} mayWrite={mayWrite} />
      )}
    </Messages>
  );
}

/** A cursor somebody tampered with shows the first page rather than an error. */
async function listPage(actor: Actor, cursor: string | undefined) {
  try {
    return await listMembers(actor, listMembersInput.parse({ cursor: cursor?.slice(0, 500) }));
  } catch (error) {
    if (error instanceof ApiError && error.code === "invalid_request") {
      return listMembers(actor, listMembersInput.parse({}));
    }
    throw error;
  }
}
