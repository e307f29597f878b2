import { Pin, SearchX } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { enter } from "../../../_auth/access.ts";
import { Messages } from "../../../_i18n/messages.tsx";
import { ClearAll } from "../../../_retained/clear-all.tsx";
import { PublishButton } from "../../../_retained/publish-button.tsx";
import { PublishForm } from "../../../_retained/publish-form.tsx";
import { RetainedFilterBar } from "../../../_retained/retained-filter-bar.tsx";
import { RetainedList } from "../../../_retained/retained-list.tsx";
import { type RetainedSearch, readRetainedSearch, retainedQuery } from "../../../_retained/retained-search.ts";
import { type Actor, hasPermission } from "../../../_services/actor.ts";
import { ApiError } from "../../../_services/errors.ts";
import { listRetained } from "../../../_services/retained/list-retained.ts";
import { listRetainedInput, retainedFilter } from "../../../_services/retained/retained.ts";
import { buttonStyle } from "../../../_ui/button.tsx";
import { Card, CardBody } from "../../../_ui/card.tsx";
import { EmptyState } from "../../../_ui/empty-state.tsx";
import { Notice } from "../../../_ui/notice.tsx";
import { PageHeader } from "../../../_ui/page-header.tsx";
import { Pager } from "../../../_ui/pager.tsx";

interface RetainedPageProps {
  readonly params: Promise<{ tenant: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const PAGE_ROWS = 50;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("retained"))("title") };
}

export default async function RetainedPage({ params, searchParams }: RetainedPageProps) {
  const [{ tenant }, query] = await Promise.all([params, searchParams]);
  const actor = await enter(tenant);
  const t = await getTranslations("retained");
  const search = readRetainedSearch(query);
  const invalid = search.filter !== undefined && !retainedFilter.safeParse(search.filter).success;
  const page = invalid ? { data: [], nextCursor: null } : await listPage(actor, search);
  const here = `/${tenant}/retained`;
  const first = search.cursor === undefined;
  const narrowed = retainedQuery({ ...search, cursor: undefined }) !== "";
  const empty = page.data.length === 0;
  const nothingYet = empty && first && !narrowed;
  const mayPublish = hasPermission(actor, "messages.write");
  const mayClear = hasPermission(actor, "retained.write");

  return (
    <Messages of={["payload", "retained"]}>
      <PageHeader
        title={t("title")}
        description={t("lead")}
        actions={
          nothingYet ? undefined : (
            <>
              {mayClear && !empty ? <ClearAll tenantSlug={tenant} search={search} /> : null}
              {mayPublish ? <PublishButton tenantSlug={tenant} /> : null}
            </>
          )
        }
      />
      {nothingYet ? (
        <EmptyState icon={Pin} title={t("empty.title")} description={t("empty.text")}>
          {mayPublish ? (
            <Card>
              <CardBody>
                <PublishForm tenantSlug={tenant} />
              </CardBody>
            </Card>
          ) : undefined}
        </EmptyState>
      ) : (
        <div className="flex flex-col gap-3">
          <RetainedFilterBar tenantSlug={tenant} search={search} invalid={invalid} />
          {invalid ? (
            <Notice tone="danger">
              <span className="break-all">{t("filters.invalid", { filter: search.filter ?? "" })}</span>
            </Notice>
          ) : empty && page.nextCursor !== null ? (
            <EmptyState icon={SearchX} title={t("notYet.title")} description={t("notYet.text")} />
          ) : empty ? (
            <EmptyState
              icon={SearchX}
              title={t("noMatch.title")}
              description={t("noMatch.text")}
              action={
                <Link href={here} className={buttonStyle()}>
                  {t("noMatch.all")}
                </Link>
              }
            />
          ) : (
            <RetainedList
              // Another question, another list.
              key={retainedQuery(search)}
              tenantSlug={tenant}
              messages={page.data}
              mayWrite={mayClear}
            />
          )}
        </div>
      )}
      <Pager
        label={t("pages")}
        first={first ? undefined : { href: here + retainedQuery({ ...search, cursor: undefined }), says: t("first") }}
        next={
          page.nextCursor === null
            ? undefined
            : { href: here + retainedQuery({ ...search, cursor: page.nextCursor }), says: t(empty ? "on" : "next") }
        }
      />
    </Messages>
  );
}

/** What the URL asks for, as far as it can be asked: a cursor somebody tampered with shows the first page. */
async function listPage(actor: Actor, { text, filter, cursor }: RetainedSearch) {
  const wanted = { search: text, filter, limit: PAGE_ROWS, cursor };
  const input = listRetainedInput.safeParse(wanted);
  try {
    return await listRetained(actor, input.success ? input.data : listRetainedInput.parse({ limit: PAGE_ROWS }));
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "invalid_request") throw error;
    return listRetained(actor, listRetainedInput.parse({ ...wanted, cursor: undefined }));
  }
}
