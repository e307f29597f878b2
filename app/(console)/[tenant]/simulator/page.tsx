import { FlaskConical } from "lucide-react";
import type { Metadata } from "next";
import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import { enter } from "../../../_auth/access.ts";
import { Messages } from "../../../_i18n/messages.tsx";
import type { FoundDevice } from "../../../_palette/find-devices.ts";
import type { Actor } from "../../../_services/actor.ts";
import { listDevicesInput } from "../../../_services/devices/device.ts";
import { getDevice } from "../../../_services/devices/get-device.ts";
import { listDevices } from "../../../_services/devices/list-devices.ts";
import { ApiError } from "../../../_services/errors.ts";
import { listRoles } from "../../../_services/roles/list-roles.ts";
import { listRolesInput } from "../../../_services/roles/role.ts";
import { AllowedDevices } from "../../../_simulator/allowed-devices.tsx";
import { ask, type SimulatorAnswer } from "../../../_simulator/ask.ts";
import { ReachCard } from "../../../_simulator/reach-card.tsx";
import { RefreshOnChange } from "../../../_simulator/refresh-on-change.tsx";
import { readSimulation, type Simulation, simulationQuery, TABS } from "../../../_simulator/simulation.ts";
import { SimulatorForm } from "../../../_simulator/simulator-form.tsx";
import { VerdictCard } from "../../../_simulator/verdict-card.tsx";
import { EmptyState } from "../../../_ui/empty-state.tsx";
import { LinkTabs } from "../../../_ui/link-tabs.tsx";
import { Notice } from "../../../_ui/notice.tsx";
import { PageHeader } from "../../../_ui/page-header.tsx";

interface SimulatorPageProps {
  readonly params: Promise<{ tenant: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("simulator"))("title") };
}

export default async function SimulatorPage({ params, searchParams }: SimulatorPageProps) {
  const [{ tenant }, query] = await Promise.all([params, searchParams]);
  const actor = await enter(tenant);
  const t = await getTranslations("simulator");
  const simulation = readSimulation(query);
  const [device, offered, roleNames, answer] = await Promise.all([
    deviceOf(actor, simulation.deviceId),
    offeredDevices(actor),
    rolesOf(actor),
    ask(actor, simulation),
  ]);
  const gone = simulation.deviceId !== undefined && device === null;
  const fault = answer.kind === "fault" ? answer.field : undefined;
  const errors = {
    ...(fault === "topic" && {
      topic: t(simulation.action === "subscribe" ? "topic.invalidFilter" : "topic.invalidName"),
    }),
    ...(fault === "labels" && { labels: t("imagined.labelsFault") }),
    ...(gone && { device: t("device.gone") }),
  };

  return (
    <Messages of={["simulator"]}>
      <RefreshOnChange />
      <PageHeader title={t("title")} description={t("lead")} />
      <div className="grid items-start gap-6 lg:grid-cols-[20rem_minmax(0,1fr)]">
        <div className="lg:sticky lg:top-18">
          <SimulatorForm
            key={`${simulation.deviceId} ${simulation.imagined?.name} ${simulation.action} ${simulation.topic} ${simulation.qos}`}
            tenantSlug={tenant}
            simulation={simulation}
            device={device}
            offered={offered}
            roleNames={roleNames}
            errors={errors}
          />
        </div>
        <div id="answers" className="flex min-w-0 scroll-mt-16 flex-col gap-4">
          <LinkTabs
            label={t("answers")}
            tabs={TABS.map((tab) => ({
              href: `/${tenant}/simulator${simulationQuery({ ...simulation, tab })}`,
              label: t(`tabs.${tab}`),
              current: tab === simulation.tab,
            }))}
          />
          <Answer tenantSlug={tenant} simulation={simulation} answer={answer} roleNames={roleNames} gone={gone} />
        </div>
      </div>
    </Messages>
  );
}

interface AnswerProps {
  readonly tenantSlug: string;
  readonly simulation: Simulation;
  readonly answer: SimulatorAnswer;
  readonly roleNames: readonly string[];
  readonly gone: boolean;
}

function Answer({ tenantSlug, simulation, answer, roleNames, gone }: AnswerProps) {
  const t = useTranslations("simulator");
  switch (answer.kind) {
    case "verdict":
      return (
        <VerdictCard tenantSlug={tenantSlug} simulation={simulation} verdict={answer.verdict} roleNames={roleNames} />
      );
    case "topics":
      return <ReachCard reach={answer.reach} />;
    case "devices":
      return (
        <AllowedDevices key={JSON.stringify(answer.question)} tenantSlug={tenantSlug} question={answer.question} />
      );
    default:
      return gone ? (
        <Notice tone="warn" title={t("device.goneTitle")} />
      ) : (
        <EmptyState
          icon={FlaskConical}
          title={t(`empty.${simulation.tab}.title`)}
          description={t(`empty.${simulation.tab}.text`)}
        />
      );
  }
}

async function deviceOf(actor: Actor, deviceId: string | undefined): Promise<FoundDevice | null> {
  if (deviceId === undefined) return null;
  try {
    const { id, name } = await getDevice(actor, deviceId);
    return { id, name };
  } catch (error) {
    if (error instanceof ApiError && error.code === "not_found") return null;
    throw error;
  }
}

const OFFERED_MAX = 8;

async function offeredDevices(actor: Actor): Promise<readonly FoundDevice[]> {
  const { data } = await listDevices(actor, listDevicesInput.parse({ limit: OFFERED_MAX }));
  return data.map(({ id, name }) => ({ id, name }));
}

/** A tenant has 200 roles at most: one page. */
async function rolesOf(actor: Actor): Promise<readonly string[]> {
  const { data } = await listRoles(actor, listRolesInput.parse({ limit: 200 }));
  return data.map(({ name }) => name);
}
