import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePerson } from "../../_auth/access.ts";
import { NewTenantForm } from "../../_auth/new-tenant-form.tsx";
import { SignOutButton } from "../../_auth/sign-out-button.tsx";
import { Messages } from "../../_i18n/messages.tsx";
import { services } from "../../_services/database.ts";
import { listTenants } from "../../_services/tenants/list-tenants.ts";
import { Notice } from "../../_ui/notice.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("newTenant.title") };
}

/** A further tenant, and where somebody lands who belongs to none. */
export default async function NewTenantPage() {
  const person = await requirePerson("/new");
  const t = await getTranslations("auth");
  const open = services().config.signup === "open";
  const first = (await listTenants(person.id)).length === 0;
  return (
    <Messages of={["auth"]}>
      <div className="flex flex-col gap-1">
        <h1 className="text-2xl font-semibold tracking-tight">{t("newTenant.title")}</h1>
        <p className="text-muted">{t(first ? "newTenant.leadFirst" : "newTenant.lead")}</p>
      </div>
      {open ? <NewTenantForm /> : <Notice title={t("signUp.closedTitle")}>{t("newTenant.closedText")}</Notice>}
      <p className="flex flex-wrap items-center gap-2 text-sm text-muted">
        {t("signedInAs", { email: person.email })} <SignOutButton />
      </p>
    </Messages>
  );
}
