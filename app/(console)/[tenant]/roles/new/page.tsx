import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ROLE_TEMPLATES } from "#core/role-templates.ts";
import { enter } from "../../../../_auth/access.ts";
import { Messages } from "../../../../_i18n/messages.tsx";
import { NewRoleForm } from "../../../../_roles/new-role-form.tsx";
import { hasPermission } from "../../../../_services/actor.ts";
import { Notice } from "../../../../_ui/notice.tsx";
import { PageHeader } from "../../../../_ui/page-header.tsx";

interface NewRolePageProps {
  readonly params: Promise<{ tenant: string }>;
  readonly searchParams: Promise<{ template?: string | string[] }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("roles.create"))("title") };
}

export default async function NewRolePage({ params, searchParams }: NewRolePageProps) {
  const [{ tenant }, { template }] = await Promise.all([params, searchParams]);
  const actor = await enter(tenant);
  const t = await getTranslations();
  const chosen = ROLE_TEMPLATES.find(({ id }) => id === template)?.id ?? "own-subtree";
  return (
    <Messages of={["roles"]}>
      <PageHeader title={t("roles.create.title")} description={t("roles.create.lead")} />
      {hasPermission(actor, "roles.write") ? (
        <NewRoleForm tenantSlug={tenant} template={chosen} />
      ) : (
        <Notice tone="warn">{t("errors.forbidden")}</Notice>
      )}
    </Messages>
  );
}
