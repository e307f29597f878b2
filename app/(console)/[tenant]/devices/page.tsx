import { Cpu, Plus, SearchX } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { enter } from "../../../_auth/access.ts";
import { addresses } from "../../../_connect/addresses.ts";
import { CreateHotkey } from "../../../_devices/create-hotkey.tsx";
import { DeviceTable } from "../../../_devices/device-table.tsx";
import { Messages } from "../../../_i18n/messages.tsx";
import { hasPermission } from "../../../_services/actor.ts";
import { listDevicesInput } from "../../../_services/devices/device.ts";
import { listDevices } from "../../../_services/devices/list-devices.ts";
import { ApiError } from "../../../_services/errors.ts";
import { buttonStyle } from "../../../_ui/button.tsx";
import { CodeBlock } from "../../../_ui/code-block.tsx";
import { EmptyState } from "../../../_ui/empty-state.tsx";
import { Kbd } from "../../../_ui/kbd.tsx";
import { Notice } from "../../../_ui/notice.tsx";
import { PageHeader } from "../../../_ui/page-header.tsx";
import { SearchInput } from "../../../_ui/search-input.tsx";

interface DevicesPageProps {
  readonly params: Promise<{ tenant: string }>;
  readonly searchParams: Promise<{ q?: string | string[]; cursor?: string | string[] }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("devices"))("title") };
}

export default async function DevicesPage({ params, searchParams }: DevicesPageProps) {
  const [{ tenant }, query] = await Promise.all([params, searchParams]);
  const actor = await enter(tenant);
  const t = await getTranslations("devices");
  const search = one(query.q)?.trim() || undefined;
  const cursor = one(query.cursor);
  // Before the question: what the broker tells after this moment is newer than the answer.
  const knownSince = new Date().toISOString();
  const page = await listPage(actor, search, cursor);
  const mayWrite = hasPermission(actor, "devices.write");
  const create = mayWrite ? (
    <Link href={`/${tenant}/devices/new`} className={buttonStyle({ variant: "primary" })}>
      <Plus aria-hidden />
      {t("create.title")}
    </Link>
  ) : undefined;
  const empty = page.data.length === 0;
  const nothingYet = empty && search === undefined && cursor === undefined;

  return (
    <Messages of={["devices"]}>
      <PageHeader title={t("title")} description={t("lead")} actions={nothingYet ? undefined : create} />
      {mayWrite ? <CreateHotkey href={`/${tenant}/devices/new`} says={t("create.title")} /> : null}
      {nothingYet ? (
        <EmptyState icon={Cpu} title={t("empty.title")} description={t("empty.text")} action={create}>
          <p className="mb-2 text-center text-xs text-muted">{t("empty.orApi")}</p>
          <CodeBlock code={await createByApi()} />
        </EmptyState>
      ) : (
        <div className="flex flex-col gap-3">
          <SearchInput label={t("search")} className="w-full sm:w-80" />
          {empty ? (
            <EmptyState
              icon={SearchX}
              title={t("noMatch.title")}
              description={t("noMatch.text", { search: search ?? "" })}
              action={
                <Link href={`/${tenant}/devices`} className={buttonStyle()}>
                  {t("noMatch.all")}
                </Link>
              }
            />
          ) : (
            <DeviceTable tenantSlug={tenant} devices={page.data} knownSince={knownSince} />
          )}
          {page.data.some((device) => device.connection === null) ? (
            <Notice tone="warn" title={t("brokerAway.title")}>
              {t("brokerAway.text")}
            </Notice>
          ) : null}
          {cursor !== undefined || page.nextCursor !== null ? (
            <nav aria-label={t("pages")} className="flex justify-between gap-2">
              {cursor === undefined ? (
                <span />
              ) : (
                <Link href={link(tenant, search)} className={buttonStyle()}>
                  {t("firstPage")}
                </Link>
              )}
              {page.nextCursor === null ? null : (
                <Link href={link(tenant, search, page.nextCursor)} className={buttonStyle()}>
                  {t("nextPage")}
                </Link>
              )}
            </nav>
          ) : null}
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

/** A cursor somebody tampered with, or a search no one can type, shows the first page rather than an error. */
async function listPage(actor: Parameters<typeof listDevices>[0], search?: string, cursor?: string) {
  const input = listDevicesInput.safeParse({ search, cursor });
  try {
    return await listDevices(actor, input.success ? input.data : listDevicesInput.parse({}));
  } catch (error) {
    if (error instanceof ApiError && error.code === "invalid_request")
      return listDevices(actor, listDevicesInput.parse({}));
    throw error;
  }
}

function link(tenant: string, search: string | undefined, cursor?: string): string {
  const query = new URLSearchParams({ ...(search && { q: search }), ...(cursor && { cursor }) });
  return `/${tenant}/devices${query.size > 0 ? `?${query}` : ""}`;
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

async function createByApi(): Promise<string> {
  const { consoleUrl } = await addresses();
  return `curl -X POST ${consoleUrl}/api/v1/devices \\
  -H "Authorization: Bearer $HATO_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"name":"sensor-1"}'`;
}
