import { FileBadge, SearchX, ShieldPlus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { enter } from "../../../_auth/access.ts";
import { AddAuthority } from "../../../_certificates/add-authority.tsx";
import { AuthorityList } from "../../../_certificates/authority-list.tsx";
import { brokerAuthority } from "../../../_certificates/broker-authority.ts";
import { BrokerAuthorityCard } from "../../../_certificates/broker-authority-card.tsx";
import { CertificateTable } from "../../../_certificates/certificate-table.tsx";
import { addresses } from "../../../_connect/addresses.ts";
import { Messages } from "../../../_i18n/messages.tsx";
import { type Actor, hasPermission } from "../../../_services/actor.ts";
import { listCertificatesInput } from "../../../_services/certificates/certificate.ts";
import { listAuthorities } from "../../../_services/certificates/list-authorities.ts";
import { listCertificates } from "../../../_services/certificates/list-certificates.ts";
import { ApiError } from "../../../_services/errors.ts";
import { buttonStyle } from "../../../_ui/button.tsx";
import { CodeBlock } from "../../../_ui/code-block.tsx";
import { EmptyState } from "../../../_ui/empty-state.tsx";
import { LinkTabs } from "../../../_ui/link-tabs.tsx";
import { Notice } from "../../../_ui/notice.tsx";
import { PageHeader } from "../../../_ui/page-header.tsx";
import { SearchInput } from "../../../_ui/search-input.tsx";

interface CertificatesPageProps {
  readonly params: Promise<{ tenant: string }>;
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

const FILTERS = ["active", "expiring", "expired", "revoked"] as const;
type Filter = (typeof FILTERS)[number];
/** Certificates that end soon are counted up to here. */
const ENDING_COUNTED_MAX = 100;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("certificates"))("title") };
}

export default async function CertificatesPage({ params, searchParams }: CertificatesPageProps) {
  const [{ tenant }, query] = await Promise.all([params, searchParams]);
  const actor = await enter(tenant);
  const t = await getTranslations("certificates");
  const header = <PageHeader title={t("title")} description={t("lead")} />;
  if (!hasPermission(actor, "certificates.read")) {
    return (
      <>
        {header}
        <Notice tone="warn">{(await getTranslations("errors"))("forbidden")}</Notice>
      </>
    );
  }
  const mayWrite = hasPermission(actor, "certificates.write");
  const [broker, authorities, ending] = await Promise.all([
    brokerAuthority(),
    listAuthorities(actor),
    listCertificates(actor, listCertificatesInput.parse({ status: "expiring", limit: ENDING_COUNTED_MAX })),
  ]);
  const add = mayWrite ? <AddAuthority tenantSlug={tenant} /> : undefined;
  const endingCount = ending.data.length;
  return (
    <Messages of={["certificates"]}>
      {header}
      {endingCount === 0 ? null : (
        <Notice
          tone="warn"
          title={
            ending.nextCursor === null
              ? t("devices.endingTitle", { count: endingCount })
              : t("devices.endingMany", { count: endingCount })
          }
          action={
            <Link href={`/${tenant}/certificates?status=expiring`} className={buttonStyle({ size: "sm" })}>
              {t("devices.endingShow")}
            </Link>
          }
        >
          {t("devices.endingText")}
        </Notice>
      )}
      <BrokerAuthorityCard authority={broker} />
      <section aria-labelledby="authorities" className="flex flex-col gap-3">
        <SectionHeader
          id="authorities"
          title={t("authorities.title")}
          text={t("authorities.text")}
          actions={authorities.length === 0 ? undefined : add}
        />
        {authorities.length === 0 ? (
          <EmptyState
            icon={ShieldPlus}
            title={t("authorities.emptyTitle")}
            description={t("authorities.emptyText")}
            action={add}
          />
        ) : (
          <AuthorityList tenantSlug={tenant} authorities={authorities} mayWrite={mayWrite} />
        )}
      </section>
      <section aria-labelledby="certificates" className="flex flex-col gap-3">
        <SectionHeader id="certificates" title={t("devices.title")} text={t("devices.text")} />
        <DeviceCertificates tenant={tenant} actor={actor} query={query} mayWrite={mayWrite} />
      </section>
    </Messages>
  );
}

interface SectionHeaderProps {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly actions?: React.ReactNode;
}

function SectionHeader({ id, title, text, actions }: SectionHeaderProps) {
  return (
    <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
      <div className="min-w-0">
        <h2 id={id} className="text-base font-semibold">
          {title}
        </h2>
        <p className="max-w-prose text-sm text-muted">{text}</p>
      </div>
      {actions}
    </div>
  );
}

interface DeviceCertificatesProps {
  readonly tenant: string;
  readonly actor: Actor;
  readonly query: Readonly<Record<string, string | string[] | undefined>>;
  readonly mayWrite: boolean;
}

async function DeviceCertificates({ tenant, actor, query, mayWrite }: DeviceCertificatesProps) {
  const t = await getTranslations("certificates");
  const search = one(query.q)?.trim() || undefined;
  const status = FILTERS.find((filter) => filter === one(query.status));
  const cursor = one(query.cursor);
  const page = await listPage(actor, { search, status, cursor });
  const path = `/${tenant}/certificates`;
  const filtered = search !== undefined || status !== undefined || cursor !== undefined;
  if (page.data.length === 0 && !filtered) {
    const { host, ports, authority } = await addresses();
    const trust = authority === undefined ? "--tls-use-os-certs" : `--cafile ${authority.fileName}`;
    return (
      <EmptyState
        icon={FileBadge}
        title={t("devices.noneTitle")}
        description={t("devices.noneText")}
        action={
          <Link href={`/${tenant}/devices`} className={buttonStyle({ variant: "primary" })}>
            {t("devices.toDevices")}
          </Link>
        }
      >
        <CodeBlock
          code={`mosquitto_pub -h ${host} -p ${ports.tls} ${trust} \\\n  --cert pump-17.pem --key pump-17-key.pem \\\n  -t pump-17/state -m on`}
        />
      </EmptyState>
    );
  }
  const tabs = [undefined, ...FILTERS].map((filter) => ({
    href: link(path, { search, status: filter }),
    label: t(`devices.${filter ?? "all"}`),
    current: filter === status,
  }));
  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        <LinkTabs label={t("devices.filter")} tabs={tabs} />
        <SearchInput label={t("devices.search")} className="w-full sm:w-64" />
      </div>
      {page.data.length === 0 ? (
        <EmptyState
          icon={SearchX}
          title={t("devices.nothingTitle")}
          description={t("devices.nothingText")}
          action={
            <Link href={path} className={buttonStyle()}>
              {t("devices.showAll")}
            </Link>
          }
        />
      ) : (
        <CertificateTable tenantSlug={tenant} certificates={page.data} mayWrite={mayWrite} />
      )}
      {cursor === undefined && page.nextCursor === null ? null : (
        <nav aria-label={t("devices.pages")} className="flex justify-between gap-2">
          {cursor === undefined ? (
            <span />
          ) : (
            <Link href={link(path, { search, status })} className={buttonStyle()}>
              {t("devices.firstPage")}
            </Link>
          )}
          {page.nextCursor === null ? null : (
            <Link href={link(path, { search, status, cursor: page.nextCursor })} className={buttonStyle()}>
              {t("devices.nextPage")}
            </Link>
          )}
        </nav>
      )}
    </>
  );
}

interface Asked {
  readonly search?: string | undefined;
  readonly status?: Filter | undefined;
  readonly cursor?: string | undefined;
}

function link(path: string, { search, status, cursor }: Asked): string {
  const query = new URLSearchParams();
  if (search !== undefined) query.set("q", search);
  if (status !== undefined) query.set("status", status);
  if (cursor !== undefined) query.set("cursor", cursor);
  return query.size === 0 ? path : `${path}?${query}`;
}

/** A cursor or a search that somebody tampered with shows the first page rather than an error. */
async function listPage(actor: Actor, asked: Asked) {
  const input = listCertificatesInput.safeParse(asked);
  try {
    return await listCertificates(actor, input.success ? input.data : listCertificatesInput.parse({}));
  } catch (error) {
    if (error instanceof ApiError && error.code === "invalid_request") {
      return listCertificates(actor, listCertificatesInput.parse({}));
    }
    throw error;
  }
}

function one(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
