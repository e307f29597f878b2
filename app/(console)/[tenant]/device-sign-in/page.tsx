import { BadgeCheck, Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { enter } from "../../../_auth/access.ts";
import { addresses } from "../../../_connect/addresses.ts";
import { IssuerList } from "../../../_device-sign-in/issuer-list.tsx";
import { ListenerPolicyCard } from "../../../_device-sign-in/listener-policy-card.tsx";
import { TokenTestCard } from "../../../_device-sign-in/token-test-card.tsx";
import { Messages } from "../../../_i18n/messages.tsx";
import { hasPermission } from "../../../_services/actor.ts";
import { services } from "../../../_services/database.ts";
import { getListenerPolicy } from "../../../_services/listener-policy/get-listener-policy.ts";
import { listTokenIssuers } from "../../../_services/token-issuers/list-token-issuers.ts";
import { buttonStyle } from "../../../_ui/button.tsx";
import { CodeBlock } from "../../../_ui/code-block.tsx";
import { EmptyState } from "../../../_ui/empty-state.tsx";
import { Notice } from "../../../_ui/notice.tsx";
import { PageHeader } from "../../../_ui/page-header.tsx";

interface DeviceSignInPageProps {
  readonly params: Promise<{ tenant: string }>;
}

/** More than a tenant can have. */
const ISSUERS_SHOWN = 100;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("deviceSignIn"))("title") };
}

export default async function DeviceSignInPage({ params }: DeviceSignInPageProps) {
  const { tenant } = await params;
  const actor = await enter(tenant);
  const t = await getTranslations();
  const header = <PageHeader title={t("deviceSignIn.title")} description={t("deviceSignIn.lead")} />;
  if (!hasPermission(actor, "settings.read")) {
    return (
      <>
        {header}
        <Notice tone="warn">{t("errors.forbidden")}</Notice>
      </>
    );
  }
  const [{ ports, host }, policy, { data: issuers }] = await Promise.all([
    addresses(),
    getListenerPolicy(actor),
    listTokenIssuers(actor, { limit: ISSUERS_SHOWN }),
  ]);
  const mayWrite = hasPermission(actor, "settings.write");
  const add = mayWrite ? (
    <Link href={`/${tenant}/device-sign-in/new`} className={buttonStyle({ variant: "primary" })}>
      <Plus aria-hidden />
      {t("deviceSignIn.issuers.add")}
    </Link>
  ) : undefined;
  return (
    <Messages of={["deviceSignIn"]}>
      {header}
      <ListenerPolicyCard
        tenantSlug={tenant}
        policy={policy}
        ports={ports}
        anonymous={services().config.anonymousTenant === tenant}
        mayWrite={mayWrite}
      />
      <section aria-labelledby="issuers" className="flex flex-col gap-3">
        <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
          <div className="min-w-0">
            <h2 id="issuers" className="text-base font-semibold">
              {t("deviceSignIn.issuers.title")}
            </h2>
            <p className="max-w-prose text-sm text-muted">{t("deviceSignIn.issuers.text")}</p>
          </div>
          {issuers.length === 0 ? null : add}
        </div>
        {issuers.length === 0 ? (
          <EmptyState
            icon={BadgeCheck}
            title={t("deviceSignIn.issuers.empty.title")}
            description={t("deviceSignIn.issuers.empty.text")}
            action={add}
          >
            <CodeBlock
              code={`mosquitto_pub -h ${host} -p ${ports.tcp} -u ${tenant}/ -P "$TOKEN" \\\n  -t pump-17/state -m on`}
            />
          </EmptyState>
        ) : (
          <IssuerList tenantSlug={tenant} issuers={issuers} />
        )}
      </section>
      {mayWrite && issuers.length > 0 ? <TokenTestCard tenantSlug={tenant} /> : null}
    </Messages>
  );
}
