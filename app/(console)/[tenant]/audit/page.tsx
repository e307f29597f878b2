import { ScrollText } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { AuditFilters } from "../../../_audit/audit-filters.tsx";
import { auditInput } from "../../../_audit/audit-input.ts";
import { AuditList } from "../../../_audit/audit-list.tsx";
import { readAuditQuery, writeAuditQuery } from "../../../_audit/audit-query.ts";
import { ExportMenu } from "../../../_audit/export-menu.tsx";
import { enter } from "../../../_auth/access.ts";
import { Messages } from "../../../_i18n/messages.tsx";
import { type Actor, hasPermission } from "../../../_services/actor.ts";
import type { ListAuditInput } from "../../../_services/audit-log/audit-entry.ts";
import { listAudit } from "../../../_services/audit-log/list-audit.ts";
import { ApiError } from "../../../_services/errors.ts";
import { buttonStyle } from "../../../_ui/button.tsx";
import { EmptyState } from "../../../_ui/empty-state.tsx";
import { Notice } from "../../../_ui/notice.tsx";
import { PageHeader } from "../../../_ui/page-header.tsx";

interface AuditPageProps {
  readonly params: Promise<{ tenant: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("audit"))("title") };
}

export default async function AuditPage({ params, searchParams }: AuditPageProps) {
  const [{ tenant }, search] = await Promise.all([params, searchParams]);
  const actor = await enter(tenant);
  const t = await getTranslations("audit");
  if (!hasPermission(actor, "audit.read")) {
    const errors = await getTranslations("errors");
    return (
      <>
        <PageHeader title={t("title")} description={t("lead")} />
        <Notice tone="warn">{errors("forbidden")}</Notice>
      </>
    );
  }
  const query = readAuditQuery(search);
  const cursor = typeof search.cursor === "string" ? search.cursor.slice(0, 500) : undefined;
  const { data, nextCursor } = await listPage(actor, auditInput(query, new Date(), cursor));
  const here = `/${tenant}/audit`;
  return (
    <Messages of={["audit"]}>
      <PageHeader
        title={t("title")}
        description={t("lead")}
        actions={<ExportMenu href={`/api/console/audit?${withTenant(tenant, writeAuditQuery({ ...query }))}`} />}
      />
      <AuditFilters query={query} />
      {data.length === 0 ? (
        <EmptyState
          icon={ScrollText}
          title={t("empty.title")}
          description={t("empty.text")}
          action={
            <Link href={here} className={buttonStyle()}>
              {t("empty.clear")}
            </Link>
          }
        />
      ) : (
        <AuditList entries={data} />
      )}
      {cursor === undefined && nextCursor === null ? null : (
        <nav aria-label={t("list")} className="flex justify-between gap-2">
          {cursor === undefined ? (
            <span />
          ) : (
            <Link href={`${here}?${writeAuditQuery({ ...query })}`} className={buttonStyle()}>
              {t("newest")}
            </Link>
          )}
          {nextCursor === null ? null : (
            <Link href={`${here}?${writeAuditQuery({ ...query, cursor: nextCursor })}`} className={buttonStyle()}>
              {t("older")}
            </Link>
          )}
        </nav>
      )}
    </Messages>
  );
}

function withTenant(tenant: string, query: URLSearchParams): URLSearchParams {
  query.set("tenant", tenant);
  return query;
}

/** A cursor somebody tampered with shows the first page rather than an error. */
async function listPage(actor: Actor, input: ListAuditInput) {
  try {
    return await listAudit(actor, input);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "invalid_request") throw error;
    return listAudit(actor, { ...input, cursor: undefined });
  }
}
