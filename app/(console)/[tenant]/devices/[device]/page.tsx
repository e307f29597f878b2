import { ArrowLeft, Ban } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { enter, orNotFound } from "../../../../_auth/access.ts";
import { DeviceCertificates } from "../../../../_certificates/device-certificates.tsx";
import { addresses } from "../../../../_connect/addresses.ts";
import { ConnectGuide } from "../../../../_connect/connect-guide.tsx";
import { firstSnippet } from "../../../../_connect/first-snippet.ts";
import { firstTopics } from "../../../../_connect/first-topics.ts";
import { AccessCard } from "../../../../_devices/access-card.tsx";
import { ChangeRoles } from "../../../../_devices/change-roles.tsx";
import { ConnectionCard } from "../../../../_devices/connection-card.tsx";
import { CredentialsCard } from "../../../../_devices/credentials-card.tsx";
import { DeviceMenu } from "../../../../_devices/device-menu.tsx";
import { HeaderStatus } from "../../../../_devices/header-status.tsx";
import { Messages } from "../../../../_i18n/messages.tsx";
import { hasPermission } from "../../../../_services/actor.ts";
import { getDevice } from "../../../../_services/devices/get-device.ts";
import { listCredentials } from "../../../../_services/devices/list-credentials.ts";
import { PAGE_LIMIT_MAX } from "../../../../_services/page.ts";
import { listRoles } from "../../../../_services/roles/list-roles.ts";
import { listRulesOfDevice } from "../../../../_services/roles/list-rules-of-device.ts";
import { DeviceSessions } from "../../../../_sessions/device-sessions.tsx";
import { LinkTabs } from "../../../../_ui/link-tabs.tsx";
import { Notice } from "../../../../_ui/notice.tsx";
import { PageHeader } from "../../../../_ui/page-header.tsx";

interface DevicePageProps {
  readonly params: Promise<{ tenant: string; device: string }>;
  readonly searchParams: Promise<{ tab?: string | string[] }>;
}

export async function generateMetadata({ params }: DevicePageProps): Promise<Metadata> {
  const { tenant, device: id } = await params;
  const actor = await enter(tenant);
  const device = await orNotFound(() => getDevice(actor, id));
  return { title: device.name };
}

export default async function DevicePage({ params, searchParams }: DevicePageProps) {
  const [{ tenant, device: id }, { tab }] = await Promise.all([params, searchParams]);
  const actor = await enter(tenant);
  const device = await orNotFound(() => getDevice(actor, id));
  const t = await getTranslations("devices.detail");
  const mayWrite = hasPermission(actor, "devices.write");
  const connecting = tab === "connect";
  const path = `/${tenant}/devices/${id}`;
  return (
    <Messages of={["certificates", "connect", "devices", "payload", "rolePicker"]}>
      <div className="flex flex-col gap-4">
        <nav aria-label={t("breadcrumb")} className="-mb-2 text-xs text-muted">
          <Link
            href={`/${tenant}/devices`}
            className="inline-flex min-h-6 items-center gap-1 rounded-sm hover:text-ink hover:underline"
          >
            <ArrowLeft aria-hidden className="size-3.5" />
            {t("devices")}
          </Link>
        </nav>
        <PageHeader
          title={<span className="break-all">{device.name}</span>}
          description={device.description === "" ? undefined : device.description}
          mark={<HeaderStatus device={device} />}
          actions={mayWrite ? <DeviceMenu tenantSlug={tenant} device={device} /> : undefined}
        />
        <LinkTabs
          label={t("sections")}
          tabs={[
            { href: path, label: t("overview"), current: !connecting },
            { href: `${path}?tab=connect`, label: t("connect"), current: connecting },
          ]}
        />
      </div>
      {device.status === "disabled" ? (
        <Notice tone="warn" title={t("disabledTitle")}>
          <span className="inline-flex items-center gap-1.5">
            <Ban aria-hidden className="size-3.5" />
            {t("disabledText")}
          </span>
        </Notice>
      ) : null}
      {connecting ? (
        <Connect tenant={tenant} device={device} />
      ) : (
        <Overview tenant={tenant} actor={actor} device={device} mayWrite={mayWrite} />
      )}
    </Messages>
  );
}

type DeviceOf = Awaited<ReturnType<typeof getDevice>>;

async function Connect({ tenant, device }: { readonly tenant: string; readonly device: DeviceOf }) {
  const where = await addresses();
  const { mayPublish } = firstTopics(device.name, device.roles);
  return (
    <ConnectGuide
      tenantSlug={tenant}
      device={device}
      addresses={where}
      firstSnippet={await firstSnippet(where, mayPublish)}
    />
  );
}

async function Overview({
  tenant,
  actor,
  device,
  mayWrite,
}: {
  readonly tenant: string;
  readonly actor: Awaited<ReturnType<typeof enter>>;
  readonly device: DeviceOf;
  readonly mayWrite: boolean;
}) {
  const [credentials, roles, all] = await orNotFound(() =>
    Promise.all([
      listCredentials(actor, device.id),
      listRulesOfDevice(actor, device.id),
      listRoles(actor, { limit: PAGE_LIMIT_MAX }),
    ]),
  );
  const names = all.data.map(({ name }) => name);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-2">
      <ConnectionCard device={device} />
      <AccessCard
        tenantSlug={tenant}
        deviceName={device.name}
        roles={roles}
        actions={mayWrite ? <ChangeRoles tenantSlug={tenant} device={device} roles={names} /> : undefined}
      />
      <div className="lg:col-span-2">
        <CredentialsCard
          tenantSlug={tenant}
          device={device}
          credentials={credentials}
          mayWrite={mayWrite}
          addresses={await addresses()}
        />
      </div>
      <div className="lg:col-span-2">
        <DeviceCertificates tenantSlug={tenant} actor={actor} device={device} />
      </div>
      <div className="lg:col-span-2">
        <DeviceSessions tenantSlug={tenant} actor={actor} deviceId={device.id} />
      </div>
    </div>
  );
}
