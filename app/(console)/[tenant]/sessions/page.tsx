import { Hourglass, SearchX } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { enter } from "../../../_auth/access.ts";
import { addresses } from "../../../_connect/addresses.ts";
import { Messages } from "../../../_i18n/messages.tsx";
import type { Actor } from "../../../_services/actor.ts";
import { ApiError } from "../../../_services/errors.ts";
import { listSessions } from "../../../_services/sessions/list-sessions.ts";
import { listSessionsInput } from "../../../_services/sessions/session.ts";
import { BrokerAway, unlessAway } from "../../../_sessions/broker-away.tsx";
import { SessionChanges } from "../../../_sessions/session-changes.tsx";
import { SessionFilterBar } from "../../../_sessions/session-filter-bar.tsx";
import { readSessionSearch, type SessionSearch, sessionQuery } from "../../../_sessions/session-search.ts";
import { SessionTable } from "../../../_sessions/session-table.tsx";
import { buttonStyle } from "../../../_ui/button.tsx";
import { CodeBlock } from "../../../_ui/code-block.tsx";
import { EmptyState } from "../../../_ui/empty-state.tsx";
import { PageHeader } from "../../../_ui/page-header.tsx";
import { Pager } from "../../../_ui/pager.tsx";

interface SessionsPageProps {
  readonly params: Promise<{ tenant: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const PAGE_ROWS = 50;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("sessions"))("title") };
}

export default async function SessionsPage({ params, searchParams }: SessionsPageProps) {
  const [{ tenant }, query] = await Promise.all([params, searchParams]);
  const actor = await enter(tenant);
  const t = await getTranslations("sessions");
  const search = readSessionSearch(query);
  const page = await unlessAway(() => listPage(actor, search));
  const here = `/${tenant}/sessions`;
  const first = search.cursor === undefined;
  const narrowed = sessionQuery({ ...search, cursor: undefined }) !== "";

  return (
    <Messages of={["sessions"]}>
      <PageHeader title={t("title")} description={t("lead")} />
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <SessionFilterBar tenantSlug={tenant} search={search} />
          <SessionChanges />
        </div>
        {page === undefined ? (
          <BrokerAway />
        ) : page.data.length > 0 ? (
          <SessionTable tenantSlug={tenant} sessions={page.data} />
        ) : narrowed || !first ? (
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
          <EmptyState icon={Hourglass} title={t("empty.title")} description={t("empty.text")}>
            <CodeBlock code={await persistentSubscriber(tenant)} />
          </EmptyState>
        )}
      </div>
      {page === undefined ? null : (
        <Pager
          label={t("pages")}
          first={first ? undefined : { href: here + sessionQuery({ ...search, cursor: undefined }), says: t("first") }}
          next={
            page.nextCursor === null
              ? undefined
              : { href: here + sessionQuery({ ...search, cursor: page.nextCursor }), says: t("next") }
          }
        />
      )}
    </Messages>
  );
}

/** What the URL asks for, as far as it can be asked: a cursor somebody tampered with shows the first page. */
async function listPage(actor: Actor, { text, state, waiting, cursor }: SessionSearch) {
  const wanted = { search: text, state, queuedMin: waiting ? 1 : undefined, limit: PAGE_ROWS, cursor };
  const input = listSessionsInput.safeParse(wanted);
  try {
    return await listSessions(actor, input.success ? input.data : listSessionsInput.parse({ limit: PAGE_ROWS }));
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "invalid_request") throw error;
    return listSessions(actor, listSessionsInput.parse({ ...wanted, cursor: undefined }));
  }
}

async function persistentSubscriber(tenant: string): Promise<string> {
  const { host, ports } = await addresses();
  return `mosquitto_sub -h ${host} -p ${ports.tcp} -V 5 -u ${tenant}/sensor-1 -P "$SECRET" \\
  -i sensor-1 -c -x 3600 -q 1 -t 'sensor-1/#'`;
}
