import { LogIn, Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { linkProvider } from "../_account/actions.ts";
import { Appearance } from "../_account/appearance.tsx";
import { NameForm } from "../_account/name-form.tsx";
import { PasswordForm } from "../_account/password-form.tsx";
import { SessionList } from "../_account/session-list.tsx";
import { requirePerson } from "../_auth/access.ts";
import { Messages } from "../_i18n/messages.tsx";
import { services } from "../_services/database.ts";
import { listTenants } from "../_services/tenants/list-tenants.ts";
import { listUserSessions } from "../_services/user-sessions/list-user-sessions.ts";
import { PROVIDER_REFUSALS } from "../_services/users/admit-by-provider.ts";
import { isProviderLinked } from "../_services/users/is-provider-linked.ts";
import { Badge } from "../_ui/badge.tsx";
import { Button, buttonStyle } from "../_ui/button.tsx";
import { Card, CardBody, CardHeader } from "../_ui/card.tsx";
import { Notice } from "../_ui/notice.tsx";
import { PageHeader } from "../_ui/page-header.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account"))("title") };
}

interface AccountPageProps {
  readonly searchParams: Promise<{ refused?: string }>;
}

export default async function AccountPage({ searchParams }: AccountPageProps) {
  const person = await requirePerson("/account");
  const { oidc, signup } = services().config;
  const [{ refused }, t, sessions, tenants, linked] = await Promise.all([
    searchParams,
    getTranslations(),
    listUserSessions(person),
    listTenants(person.id),
    isProviderLinked(person),
  ]);
  const refusal = PROVIDER_REFUSALS.find((each) => each === refused);
  return (
    <Messages of={["account", "auth"]}>
      <PageHeader title={t("account.title")} description={t("account.lead")} />
      {refusal === undefined || oidc === undefined ? null : (
        <Notice tone="warn">{t(`auth.refused.${refusal}`, { name: oidc.name })}</Notice>
      )}
      <Card>
        <CardHeader title={t("account.profile.title")} description={t("account.profile.text")} />
        <CardBody>
          <NameForm name={person.name} email={person.email} />
        </CardBody>
      </Card>
      <Card>
        <CardHeader title={t("account.password.title")} description={t("account.password.text")} />
        <CardBody>
          <PasswordForm email={person.email} />
        </CardBody>
      </Card>
      {oidc === undefined ? null : (
        <Card>
          <CardHeader
            title={t("account.provider.title", { name: oidc.name })}
            description={t(linked ? "account.provider.connected" : "account.provider.text")}
            actions={
              linked ? undefined : (
                <form action={linkProvider}>
                  <Button type="submit">
                    <LogIn aria-hidden />
                    {t("account.provider.connect", { name: oidc.name })}
                  </Button>
                </form>
              )
            }
          />
        </Card>
      )}
      <Card>
        <CardHeader title={t("account.sessions.title")} description={t("account.sessions.text")} />
        <SessionList sessions={sessions} providerName={oidc?.name} />
      </Card>
      <Card>
        <CardHeader title={t("account.appearance.title")} description={t("account.appearance.text")} />
        <CardBody>
          <Appearance />
        </CardBody>
      </Card>
      <Card>
        <CardHeader
          title={t("account.tenants.title")}
          actions={
            signup === "open" ? (
              <Link href="/new" className={buttonStyle({ size: "sm" })}>
                <Plus aria-hidden />
                {t("account.tenants.make")}
              </Link>
            ) : undefined
          }
        />
        {tenants.length === 0 ? (
          <CardBody className="text-sm text-muted">{t("account.tenants.none")}</CardBody>
        ) : (
          <ul className="divide-y">
            {tenants.map(({ tenant, memberRole }) => (
              <li key={tenant.id} className="flex items-center gap-3 px-4 py-2.5">
                <span className="flex min-w-0 flex-1 flex-col">
                  <span className="truncate text-sm font-medium">{tenant.name}</span>
                  <span className="truncate font-mono text-xs text-muted">{tenant.slug}</span>
                </span>
                <Badge>{t(`members.roles.${memberRole}`)}</Badge>
                <Link
                  href={`/${tenant.slug}`}
                  className={buttonStyle({ size: "sm" })}
                  aria-label={t("account.tenants.open", { name: tenant.name })}
                >
                  {t("account.tenants.openShort")}
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Card>
    </Messages>
  );
}
