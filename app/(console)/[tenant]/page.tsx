import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { enter } from "../../_auth/access.ts";
import { addresses } from "../../_connect/addresses.ts";
import { Messages } from "../../_i18n/messages.tsx";
import { ActivityCard } from "../../_overview/activity-card.tsx";
import { AddressesCard } from "../../_overview/addresses-card.tsx";
import { findAttention } from "../../_overview/attention.ts";
import { AttentionCard } from "../../_overview/attention-card.tsx";
import { BusiestCard } from "../../_overview/busiest-card.tsx";
import { FirstSteps } from "../../_overview/first-steps.tsx";
import { UsageCards } from "../../_overview/usage-cards.tsx";
import { hasPermission } from "../../_services/actor.ts";
import { listApiKeysInput } from "../../_services/api-keys/api-key.ts";
import { listApiKeys } from "../../_services/api-keys/list-api-keys.ts";
import { listDevicesInput } from "../../_services/devices/device.ts";
import { listDevices } from "../../_services/devices/list-devices.ts";
import { getLimits } from "../../_services/limits/get-limits.ts";
import { getUsage } from "../../_services/usage/get-usage.ts";
import { PageHeader } from "../../_ui/page-header.tsx";
import { readUsageRange, usageInput } from "../../_usage/usage-range.ts";

interface OverviewPageProps {
  readonly params: Promise<{ tenant: string }>;
  readonly searchParams: Promise<{ t?: string | string[] }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("overview"))("title") };
}

/**
 * Where one begins: the first steps until they are done; then what is used now and was used, what needs attention, and
 * what happens.
 */
export default async function OverviewPage({ params, searchParams }: OverviewPageProps) {
  const [{ tenant }, query] = await Promise.all([params, searchParams]);
  const actor = await enter(tenant);
  const t = await getTranslations("overview");
  const range = readUsageRange(query.t);
  const readAtMs = Date.now();
  const [usage, limits, where, devices, keys] = await Promise.all([
    getUsage(actor, usageInput(range, readAtMs)),
    getLimits(actor),
    addresses(),
    listDevices(actor, listDevicesInput.parse({ sort: "-id", limit: 50 })),
    hasPermission(actor, "apiKeys.read") ? listApiKeys(actor, listApiKeysInput.parse({ limit: 1 })) : undefined,
  ]);
  const attention = await findAttention(actor, limits);
  const newest = devices.data[0];
  const connected = devices.data.some((device) => device.lastSeenAt !== null || device.connection?.status === "online");
  return (
    <Messages of={["connect", "devices", "limits", "overview", "usage"]}>
      <PageHeader title={t("title")} description={t("lead")} />
      <FirstSteps
        tenantSlug={tenant}
        newestDevice={newest === undefined ? undefined : { id: newest.id, name: newest.name }}
        connected={connected}
        hasApiKey={keys === undefined ? undefined : keys.data.length > 0}
      />
      {newest === undefined ? null : (
        <UsageCards tenantSlug={tenant} range={range} usage={{ ...usage, range, readAtMs }} limits={limits.limits} />
      )}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-6">
          {newest === undefined ? null : <AttentionCard items={attention} />}
          {newest === undefined || !hasPermission(actor, "messages.read") ? null : <BusiestCard tenantSlug={tenant} />}
          <ActivityCard tenantSlug={tenant} />
        </div>
        <AddressesCard addresses={where} />
      </div>
    </Messages>
  );
}
