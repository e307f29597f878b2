import { Cpu, FileUp, Plus, SearchX } from "lucide-react";
import type { Metadata } from "next";
import { cookies } from "next/headers";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { enter } from "../../../_auth/access.ts";
import { addresses } from "../../../_connect/addresses.ts";
import { COLUMNS_COOKIE, readColumns } from "../../../_devices/columns.ts";
import { CreateHotkey } from "../../../_devices/create-hotkey.tsx";
import { DeviceFilters } from "../../../_devices/device-filters.tsx";
import { DeviceList } from "../../../_devices/device-list.tsx";
import { isNarrowed } from "../../../_devices/filter-names.ts";
import { filterOfUrl, firstPage } from "../../../_devices/list-state.ts";
import { Messages } from "../../../_i18n/messages.tsx";
import { hasPermission } from "../../../_services/actor.ts";
import { countDevices } from "../../../_services/devices/count-devices.ts";
import { COUNTED_MAX } from "../../../_services/devices/counted-max.ts";
import { listDevices } from "../../../_services/devices/list-devices.ts";
import { PAGE_LIMIT_MAX } from "../../../_services/page.ts";
import { listRoles } from "../../../_services/roles/list-roles.ts";
import { buttonStyle } from "../../../_ui/button.tsx";
import { CodeBlock } from "../../../_ui/code-block.tsx";
import { EmptyState } from "../../../_ui/empty-state.tsx";
import { Kbd } from "../../../_ui/kbd.tsx";
import { Notice } from "../../../_ui/notice.tsx";
import { PageHeader } from "../../../_ui/page-header.tsx";

interface DevicesPageProps {
  readonly params: Promise<{ tenant: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("devices"))("title") };
}

export default async function DevicesPage({ params, searchParams }: DevicesPageProps) {
  const [{ tenant }, query] = await Promise.all([params, searchParams]);
  const actor = await enter(tenant);
  const t = await getTranslations("devices");
  const filter = filterOfUrl(query);
  const input = firstPage(filter);
  const [page, total, roles] = await Promise.all([
    listDevices(actor, input),
    countDevices(actor, input),
    listRoles(actor, { limit: PAGE_LIMIT_MAX, cursor: undefined }),
  ]);
  const roleNames = roles.data.map(({ name }) => name);
  const mayWrite = hasPermission(actor, "devices.write");
  const empty = page.data.length === 0;
  const nothingYet = empty && !isNarrowed(filter);
  const create = (
    <Link href={`/${tenant}/devices/new`} className={buttonStyle({ variant: "primary" })}>
      <Plus aria-hidden />
      {t("create.title")}
    </Link>
  );
  const importCsv = (
    <Link href={`/${tenant}/devices/import`} className={buttonStyle()}>
      <FileUp aria-hidden />
      {t("import.link")}
    </Link>
  );
  const actions = mayWrite ? (
    <div className="flex flex-wrap gap-2">
      {importCsv}
      {create}
    </div>
  ) : undefined;

  return (
    <Messages of={["devices"]}>
      <PageHeader
        title={t("title")}
        description={nothingYet ? t("lead") : t("found", { count: total, many: total > COUNTED_MAX ? "yes" : "no" })}
        actions={nothingYet ? undefined : actions}
      />
      {mayWrite ? <CreateHotkey href={`/${tenant}/devices/new`} says={t("create.title")} /> : null}
      {nothingYet ? (
        <EmptyState icon={Cpu} title={t("empty.title")} description={t("empty.text")} action={actions}>
          <p className="mb-2 text-center text-xs text-muted">{t("empty.orApi")}</p>
          <CodeBlock code={await createByApi()} />
        </EmptyState>
      ) : (
        <div className="flex flex-col gap-3">
          <DeviceFilters filter={filter} roleNames={roleNames} />
          {page.data.some((device) => device.connection === null) ? (
            <Notice tone="warn" title={t("brokerAway.title")}>
              {t("brokerAway.text")}
            </Notice>
          ) : null}
          {empty ? (
            <EmptyState
              icon={SearchX}
              title={t("noMatch.title")}
              description={t("noMatch.text")}
              action={
                <Link href={`/${tenant}/devices`} className={buttonStyle()}>
                  {t("noMatch.all")}
                </Link>
              }
            />
          ) : (
            <DeviceList
              // Another question, another list.
              key={JSON.stringify(filter)}
              tenantSlug={tenant}
              filter={filter}
              first={page}
              total={total}
              mayWrite={mayWrite}
              roleNames={roleNames}
              columns={readColumns((await cookies()).get(COLUMNS_COOKIE)?.value)}
            />
          )}
        </div>
      )}
      {nothingYet && mayWrite ? (
        <p className="flex items-center justify-center gap-1.5 text-xs text-muted">
          {t.rich("empty.key", { key: (part) => <Kbd>{part}</Kbd> })}
        </p>
      ) : null}
    </Messages>
  );
}

async function createByApi(): Promise<string> {
  const { consoleUrl } = await addresses();
  return `curl -X POST ${consoleUrl}/api/v1/devices \\
  -H "Authorization: Bearer $HATO_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"name":"sensor-1"}'`;
}
