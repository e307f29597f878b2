import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { enter } from "../../../../_auth/access.ts";
import { GroupList } from "../../../../_groups/group-list.tsx";
import { Messages } from "../../../../_i18n/messages.tsx";
import { RoleSections } from "../../../../_roles/sections.tsx";
import { hasPermission } from "../../../../_services/actor.ts";
import { GROUP_PRIORITY_DEFAULT } from "../../../../_services/groups/group.ts";
import { listGroups } from "../../../../_services/groups/list-groups.ts";
import { PAGE_LIMIT_MAX } from "../../../../_services/page.ts";
import { listRoles } from "../../../../_services/roles/list-roles.ts";
import { PageHeader } from "../../../../_ui/page-header.tsx";

interface GroupsPageProps {
  readonly params: Promise<{ tenant: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("groups"))("title") };
}

export default async function GroupsPage({ params }: GroupsPageProps) {
  const { tenant } = await params;
  const actor = await enter(tenant);
  const t = await getTranslations();
  // As many as there can be, of both.
  const [{ data: groups }, { data: roles }] = await Promise.all([
    listGroups(actor, { limit: PAGE_LIMIT_MAX }),
    listRoles(actor, { limit: PAGE_LIMIT_MAX }),
  ]);
  const inOrder = groups.toSorted((a, b) => a.priority - b.priority || (a.name < b.name ? -1 : 1));
  return (
    <Messages of={["groups", "rolePicker"]}>
      <div className="flex flex-col gap-4">
        <PageHeader title={t("roles.title")} description={t("groups.lead")} />
        <RoleSections tenantSlug={tenant} current="groups" />
      </div>
      <GroupList
        tenantSlug={tenant}
        groups={inOrder}
        roles={roles.map(({ name }) => name)}
        priorityDefault={GROUP_PRIORITY_DEFAULT}
        mayWrite={hasPermission(actor, "roles.write")}
      />
    </Messages>
  );
}
