import { Waypoints } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { enter } from "../../../_auth/access.ts";
import { addresses } from "../../../_connect/addresses.ts";
import { Messages } from "../../../_i18n/messages.tsx";
import type { FoundDevice } from "../../../_palette/find-devices.ts";
import { type Actor, hasPermission } from "../../../_services/actor.ts";
import type { DeviceView } from "../../../_services/devices/device.ts";
import { listDevicesInput } from "../../../_services/devices/device.ts";
import { getDevice } from "../../../_services/devices/get-device.ts";
import { listDevices } from "../../../_services/devices/list-devices.ts";
import { ApiError } from "../../../_services/errors.ts";
import { BrokerAway, unlessAway } from "../../../_sessions/broker-away.tsx";
import { listTracePage } from "../../../_traces/list-page.ts";
import { NothingSeen } from "../../../_traces/nothing-seen.tsx";
import { TraceForm } from "../../../_traces/trace-form.tsx";
import { TraceList } from "../../../_traces/trace-list.tsx";
import { OlderAndNewest } from "../../../_traces/trace-pages.tsx";
import { readTraceSearch, traceQuery } from "../../../_traces/trace-search.ts";
import { CodeBlock } from "../../../_ui/code-block.tsx";
import { EmptyState } from "../../../_ui/empty-state.tsx";
import { PageHeader } from "../../../_ui/page-header.tsx";

interface TracesPageProps {
  readonly params: Promise<{ tenant: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const OFFERED_MAX = 8;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("traces"))("title") };
}

export default async function TracesPage({ params, searchParams }: TracesPageProps) {
  const [{ tenant }, query] = await Promise.all([params, searchParams]);
  const actor = await enter(tenant);
  const t = await getTranslations("traces");
  const search = readTraceSearch(query);
  const [from, to, offered, answer] = await Promise.all([
    deviceOf(actor, search.from),
    deviceOf(actor, search.to),
    offeredDevices(actor),
    unlessAway(() => listTracePage(actor, search, Date.now())),
  ]);
  const page = answer === "topicInvalid" ? undefined : answer;
  const asked = traceQuery(search) !== "";

  return (
    <Messages of={["events", "limits", "simulator", "traces"]}>
      <PageHeader title={t("title")} description={t("lead")} />
      <TraceForm
        key={traceQuery({ ...search, cursor: undefined })}
        tenantSlug={tenant}
        search={search}
        from={found(from)}
        to={found(to)}
        offered={offered}
        fault={answer === "topicInvalid" ? t("form.topicInvalid") : undefined}
      />
      {answer === undefined ? <BrokerAway /> : null}
      {page === undefined ? null : (
        <>
          <TraceList
            key={traceQuery(search)}
            tenantSlug={tenant}
            search={search}
            first={page}
            mayArm={hasPermission(actor, "sessions.write")}
            device={found(from ?? to)}
            names={await namesOf(actor, page.standing.armings)}
          >
            {asked ? (
              <NothingSeen tenantSlug={tenant} search={search} from={from} standing={page.standing} />
            ) : (
              <EmptyState icon={Waypoints} title={t("empty.title")} description={t("empty.text")}>
                <CodeBlock code={await aMessage(tenant)} />
              </EmptyState>
            )}
          </TraceList>
          <OlderAndNewest tenantSlug={tenant} search={search} nextCursor={page.nextCursor} />
        </>
      )}
    </Messages>
  );
}

async function deviceOf(actor: Actor, deviceId: string | undefined): Promise<DeviceView | null> {
  if (deviceId === undefined) return null;
  try {
    return await getDevice(actor, deviceId);
  } catch (error) {
    if (error instanceof ApiError && error.code === "not_found") return null;
    throw error;
  }
}

function found(device: DeviceView | null): FoundDevice | null {
  return device === null ? null : { id: device.id, name: device.name };
}

async function offeredDevices(actor: Actor): Promise<readonly FoundDevice[]> {
  const { data } = await listDevices(actor, listDevicesInput.parse({ limit: OFFERED_MAX }));
  return data.map(({ id, name }) => ({ id, name }));
}

async function namesOf(
  actor: Actor,
  armings: readonly { readonly deviceId: string | null }[],
): Promise<Readonly<Record<string, string>>> {
  const ids = armings.flatMap(({ deviceId }) => deviceId ?? []);
  const devices = await Promise.all(ids.map((id) => deviceOf(actor, id)));
  return Object.fromEntries(devices.flatMap((device) => (device === null ? [] : [[device.id, device.name]])));
}

async function aMessage(tenant: string): Promise<string> {
  const { host, ports } = await addresses();
  return `mosquitto_pub -h ${host} -p ${ports.tcp} -u ${tenant}/sensor-1 -P "$SECRET" \\
  -t sensor-1/temperature -m 21.5 -q 1`;
}
