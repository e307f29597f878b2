import { Users } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { enter, orNotFound } from "../../../../_auth/access.ts";
import { Messages } from "../../../../_i18n/messages.tsx";
import { roleDescriber } from "../../../../_roles/description.ts";
import { RoleEditor } from "../../../../_roles/role-editor.tsx";
import { RoleMenu } from "../../../../_roles/role-menu.tsx";
import { VersionsSection } from "../../../../_roles/versions-section.tsx";
import { hasPermission } from "../../../../_services/actor.ts";
import { getRole } from "../../../../_services/roles/get-role.ts";
import { isAlwaysThere } from "../../../../_services/roles/kept-roles.ts";
import { BackLink } from "../../../../_ui/back-link.tsx";
import { Badge } from "../../../../_ui/badge.tsx";
import { LinkTabs } from "../../../../_ui/link-tabs.tsx";
import { PageHeader } from "../../../../_ui/page-header.tsx";

interface RolePageProps {
  readonly params: Promise<{ tenant: string; role: string }>;
  readonly searchParams: Promise<{ tab?: string | string[]; version?: string | string[] }>;
}

export async function generateMetadata({ params }: RolePageProps): Promise<Metadata> {
  const { tenant, role: id } = await params;
  const actor = await enter(tenant);
  return { title: (await orNotFound(() => getRole(actor, id))).name };
}

export default async function RolePage({ params, searchParams }: RolePageProps) {
  const [{ tenant, role: id }, { tab, version }] = await Promise.all([params, searchParams]);
  const actor = await enter(tenant);
  const role = await orNotFound(() => getRole(actor, id));
  const t = await getTranslations("roles");
  const description = (await roleDescriber())(role);
  const mayWrite = hasPermission(actor, "roles.write");
  const path = `/${tenant}/roles/${id}`;
  const versions = tab === "versions";
  return (
    <Messages of={["roles"]}>
      <div className="flex flex-col gap-4">
        <BackLink label={t("detail.breadcrumb")} href={`/${tenant}/roles`}>
          {t("title")}
        </BackLink>
        <PageHeader
          title={<span className="break-all">{role.name}</span>}
          description={description === "" ? undefined : description}
          mark={
            <>
              {role.builtIn ? <Badge>{t("builtIn")}</Badge> : null}
              <Badge tone={role.affectedDevices > 0 ? "accent" : "neutral"}>
                <Users aria-hidden />
                {t("detail.affects", { devices: role.affectedDevices, groups: role.groups.length })}
              </Badge>
            </>
          }
          actions={mayWrite ? <RoleMenu tenantSlug={tenant} role={role} deletable={!isAlwaysThere(role)} /> : undefined}
        />
        <LinkTabs
          label={t("detail.sections")}
          tabs={[
            { href: path, label: t("detail.rules"), current: !versions },
            { href: `${path}?tab=versions`, label: t("detail.versions"), current: versions },
          ]}
        />
      </div>
      {versions ? (
        <VersionsSection actor={actor} tenantSlug={tenant} role={role} chosen={version} mayWrite={mayWrite} />
      ) : (
        <RoleEditor key={role.id} tenantSlug={tenant} role={role} readOnly={!mayWrite} />
      )}
    </Messages>
  );
}
