import { Ban } from "lucide-react";
import type { Metadata } from "next";
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
import { DeviceActivity } from "../../../../_devices/device-activity.tsx";
import { DeviceKeys } from "../../../../_devices/device-keys.tsx";
import { DeviceMenu } from "../../../../_devices/device-menu.tsx";
import { DeviceMessages } from "../../../../_devices/device-messages.tsx";
import { FlappingNotice } from "../../../../_devices/flapping-notice.tsx";
import { HeaderStatus } from "../../../../_devices/header-status.tsx";
import { Messages } from "../../../../_i18n/messages.tsx";
import { type Actor, hasPermission } from "../../../../_services/actor.ts";
import { findNeighbours } from "../../../../_services/devices/find-neighbours.ts";
import { getDevice } from "../../../../_services/devices/get-device.ts";
import { listCredentials } from "../../../../_services/devices/list-credentials.ts";
import { listEventsInput } from "../../../../_services/events/event.ts";
import { listEvents } from "../../../../_services/events/list-events.ts";
import { PAGE_LIMIT_MAX } from "../../../../_services/page.ts";
import { listRoles } from "../../../../_services/roles/list-roles.ts";
import { listRulesOfDevice } from "../../../../_services/roles/list-rules-of-device.ts";
import { DeviceSessions } from "../../../../_sessions/device-sessions.tsx";
import { BackLink } from "../../../../_ui/back-link.tsx";
import { LinkTabs } from "../../../../_ui/link-tabs.tsx";
import { Notice } from "../../../../_ui/notice.tsx";
import { PageHeader } from "../../../../_ui/page-header.tsx";

interface DevicePageProps {
  readonly params: Promise<{ tenant: string; device: string }>;
  readonly searchParams: Promise<{ tab?: string | string[] }>;
}

const HOUR_MS = 60 * 60 * 1_000;

/** The sections of the page, and what one must be allowed to see each. */
const TABS = [
  { name: "overview", needs: undefined },
  { name: "messages", needs: "messages.read" },
  { name: "session", needs: "sessions.read" },
  { name: "activity", needs: "events.read" },
  { name: "connect", needs: undefined },
] as const;

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
  const path = `/${tenant}/devices/${id}`;
  const tabs = TABS.filter(({ needs }) => needs === undefined || hasPermission(actor, needs));
  const current = tabs.find(({ name }) => name !== "overview" && name === tab)?.name ?? "overview";
  const [neighbours, flapping] = await Promise.all([findNeighbours(actor, device.name), lastFlapping(actor, id)]);
  return (
    <Messages of={["certificates", "connect", "devices", "events", "limits", "payload", "rolePicker", "sessions"]}>
      <div className="flex flex-col gap-4">
        <BackLink
          label={t("breadcrumb")}
          href={`/${tenant}/devices`}
          aside={
            <DeviceKeys
              tenantSlug={tenant}
              deviceId={id}
              {...neighbours}
              tab={current === "overview" ? undefined : current}
            />
          }
        >
          {t("devices")}
        </BackLink>
        <PageHeader
          title={<span className="break-all">{device.name}</span>}
          description={device.description === "" ? undefined : device.description}
          mark={<HeaderStatus device={device} />}
          actions={mayWrite ? <DeviceMenu tenantSlug={tenant} device={device} /> : undefined}
        />
        <LinkTabs
          label={t("sections")}
          tabs={tabs.map(({ name }) => ({
            href: name === "overview" ? path : `${path}?tab=${name}`,
            label: t(name),
            current: name === current,
          }))}
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
      <FlappingNotice key={id} tenantSlug={tenant} deviceId={id} last={flapping} />
      {current === "overview" ? (
        <Overview tenant={tenant} actor={actor} device={device} mayWrite={mayWrite} />
      ) : current === "messages" ? (
        <DeviceMessages key={id} deviceId={id} />
      ) : current === "session" ? (
        <DeviceSessions tenantSlug={tenant} actor={actor} deviceId={id} />
      ) : current === "activity" ? (
        <DeviceActivity key={id} tenantSlug={tenant} actor={actor} deviceId={id} />
      ) : (
        <Connect tenant={tenant} device={device} />
      )}
    </Messages>
  );
}

/** The newest event of the last hour that says that a client id of the device keeps connecting. */
async function lastFlapping(actor: Actor, deviceId: string) {
  if (!hasPermission(actor, "events.read")) return undefined;
  const since = new Date(Date.now() - HOUR_MS).toISOString();
  return (await listEvents(actor, listEventsInput.parse({ type: "flapping", deviceId, since, limit: 1 }))).data[0];
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
    </div>
  );
}
