import { Radio, SearchX } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { enter } from "../../../_auth/access.ts";
import { addresses } from "../../../_connect/addresses.ts";
import { EventFeed } from "../../../_events/event-feed.tsx";
import { EventFilterBar } from "../../../_events/event-filter-bar.tsx";
import {
  type EventSearch,
  eventQuery,
  liveFilter,
  readEventSearch,
  sinceOf,
  typesOf,
} from "../../../_events/event-search.ts";
import { Messages } from "../../../_i18n/messages.tsx";
import type { Actor } from "../../../_services/actor.ts";
import { getDevice } from "../../../_services/devices/get-device.ts";
import { ApiError } from "../../../_services/errors.ts";
import { listEventsInput } from "../../../_services/events/event.ts";
import { listEvents } from "../../../_services/events/list-events.ts";
import { buttonStyle } from "../../../_ui/button.tsx";
import { CodeBlock } from "../../../_ui/code-block.tsx";
import { EmptyState } from "../../../_ui/empty-state.tsx";
import { PageHeader } from "../../../_ui/page-header.tsx";
import { Pager } from "../../../_ui/pager.tsx";

interface EventsPageProps {
  readonly params: Promise<{ tenant: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const PAGE_ROWS = 100;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("events"))("title") };
}

export default async function EventsPage({ params, searchParams }: EventsPageProps) {
  const [{ tenant }, query] = await Promise.all([params, searchParams]);
  const actor = await enter(tenant);
  const t = await getTranslations("events");
  const search = readEventSearch(query);
  const now = Date.now();
  const [page, deviceName] = await Promise.all([listPage(actor, search, now), nameOf(actor, search.deviceId)]);
  const first = search.cursor === undefined;
  const narrowed = eventQuery({ ...search, range: "24h" }) !== "";
  const empty = page.data.length === 0;
  const here = `/${tenant}/events`;

  return (
    <Messages of={["events", "limits"]}>
      <PageHeader title={t("title")} description={t("lead")} />
      <EventFilterBar tenantSlug={tenant} search={search} deviceName={deviceName} />
      {empty && narrowed ? (
        <EmptyState
          icon={SearchX}
          title={t("noMatch.title")}
          description={t("noMatch.text")}
          action={
            <Link href={`${here}?range=all`} className={buttonStyle()}>
              {t("noMatch.widen")}
            </Link>
          }
        />
      ) : empty ? (
        <EmptyState icon={Radio} title={t("empty.title")} description={t("empty.text")}>
          <CodeBlock code={await wrongPassword(tenant)} />
        </EmptyState>
      ) : null}
      <EventFeed
        key={eventQuery(search)}
        tenantSlug={tenant}
        listed={page.data}
        live={first ? { ...liveFilter(search), since: sinceOf(search.range, now) } : undefined}
      />
      <Pager
        label={t("pages")}
        first={first ? undefined : { href: here + eventQuery({ ...search, cursor: undefined }), says: t("newest") }}
        next={
          page.nextCursor === null
            ? undefined
            : { href: here + eventQuery({ ...search, cursor: page.nextCursor }), says: t("older") }
        }
      />
    </Messages>
  );
}

/** What the URL asks for, as far as it can be asked: a cursor somebody tampered with shows the first page. */
async function listPage(actor: Actor, { show, range, deviceId, topic, cursor }: EventSearch, now: number) {
  const wanted = {
    type: typesOf(show)?.join(","),
    deviceId,
    topic,
    since: sinceOf(range, now),
    limit: PAGE_ROWS,
    cursor,
  };
  const input = listEventsInput.safeParse(wanted);
  try {
    return await listEvents(actor, input.success ? input.data : listEventsInput.parse({ limit: PAGE_ROWS }));
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "invalid_request") throw error;
    return listEvents(actor, listEventsInput.parse({ ...wanted, cursor: undefined }));
  }
}

async function nameOf(actor: Actor, deviceId: string | undefined): Promise<string | undefined> {
  if (deviceId === undefined) return undefined;
  try {
    return (await getDevice(actor, deviceId)).name;
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

async function wrongPassword(tenant: string): Promise<string> {
  const { host, ports } = await addresses();
  return `mosquitto_pub -h ${host} -p ${ports.tcp} -u ${tenant}/nobody -P wrong -t hello -m world`;
}
