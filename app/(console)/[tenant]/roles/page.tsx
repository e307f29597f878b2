import { Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { enter } from "../../../_auth/access.ts";
import { Messages } from "../../../_i18n/messages.tsx";
import { roleDescriber } from "../../../_roles/description.ts";
import { NewRoleHotkey } from "../../../_roles/new-role-hotkey.tsx";
import { RoleList } from "../../../_roles/role-list.tsx";
import { RoleSections } from "../../../_roles/sections.tsx";
import { TemplateCards } from "../../../_roles/template-cards.tsx";
import { hasPermission } from "../../../_services/actor.ts";
import { PAGE_LIMIT_MAX } from "../../../_services/page.ts";
import { listRoles } from "../../../_services/roles/list-roles.ts";
import { buttonStyle } from "../../../_ui/button.tsx";
import { PageHeader } from "../../../_ui/page-header.tsx";

interface RolesPageProps {
  readonly params: Promise<{ tenant: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("roles"))("title") };
}

export default async function RolesPage({ params }: RolesPageProps) {
  const { tenant } = await params;
  const actor = await enter(tenant);
  const t = await getTranslations("roles");
  // As many as there can be.
  const { data } = await listRoles(actor, { limit: PAGE_LIMIT_MAX });
  const describer = await roleDescriber();
  const roles = data.map((role) => ({ ...role, description: describer(role) }));
  const mayWrite = hasPermission(actor, "roles.write");
  const create = (
    <Link href={`/${tenant}/roles/new`} className={buttonStyle({ variant: "primary" })}>
      <Plus aria-hidden />
      {t("create.title")}
    </Link>
  );
  return (
    <Messages of={["roles"]}>
      <div className="flex flex-col gap-4">
        <PageHeader title={t("title")} description={t("lead")} actions={mayWrite ? create : undefined} />
        <RoleSections tenantSlug={tenant} current="roles" />
      </div>
      <RoleList tenantSlug={tenant} roles={roles} />
      {mayWrite ? <NewRoleHotkey tenantSlug={tenant} /> : null}
      {mayWrite && roles.every(({ builtIn }) => builtIn) ? <TemplateCards tenantSlug={tenant} /> : null}
    </Messages>
  );
}
