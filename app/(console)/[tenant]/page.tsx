import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { enter } from "../../_auth/access.ts";
import { addresses } from "../../_connect/addresses.ts";
import { Messages } from "../../_i18n/messages.tsx";
import { ActivityCard } from "../../_overview/activity-card.tsx";
import { AddressesCard } from "../../_overview/addresses-card.tsx";
import { FirstSteps } from "../../_overview/first-steps.tsx";
import { hasPermission } from "../../_services/actor.ts";
import { listApiKeysInput } from "../../_services/api-keys/api-key.ts";
import { listApiKeys } from "../../_services/api-keys/list-api-keys.ts";
import { listDevicesInput } from "../../_services/devices/device.ts";
import { listDevices } from "../../_services/devices/list-devices.ts";
import { PageHeader } from "../../_ui/page-header.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("overview"))("title") };
}

/** Where one begins: the first steps until they are done, the addresses, and what happens right now. */
export default async function OverviewPage({ params }: { readonly params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  const actor = await enter(tenant);
  const t = await getTranslations("overview");
  const [where, devices, keys] = await Promise.all([
    addresses(),
    listDevices(actor, listDevicesInput.parse({ sort: "-id", limit: 50 })),
    hasPermission(actor, "apiKeys.read") ? listApiKeys(actor, listApiKeysInput.parse({ limit: 1 })) : undefined,
  ]);
  const newest = devices.data[0];
  const connected = devices.data.some((device) => device.lastSeenAt !== null || device.connection?.status === "online");
  return (
    <Messages of={["connect", "devices", "limits", "overview"]}>
      <PageHeader title={t("title")} description={t("lead")} />
      <FirstSteps
        tenantSlug={tenant}
        newestDevice={newest === undefined ? undefined : { id: newest.id, name: newest.name }}
        connected={connected}
        hasApiKey={keys === undefined ? undefined : keys.data.length > 0}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <ActivityCard tenantSlug={tenant} />
        <AddressesCard addresses={where} />
      </div>
    </Messages>
  );
}
