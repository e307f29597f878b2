import { ArrowLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { enter } from "../../../../_auth/access.ts";
import type { Actor } from "../../../../_services/actor.ts";
import { getDevice } from "../../../../_services/devices/get-device.ts";
import { ApiError } from "../../../../_services/errors.ts";
import { listRoles } from "../../../../_services/roles/list-roles.ts";
import { listRolesInput } from "../../../../_services/roles/role.ts";
import { getTrace } from "../../../../_services/traces/get-trace.ts";
import type { TraceDetailView } from "../../../../_services/traces/trace.ts";
import { BrokerAway, unlessAway } from "../../../../_sessions/broker-away.tsx";
import { MovedOn } from "../../../../_traces/moved-on.tsx";
import { RefreshWhileWaiting } from "../../../../_traces/refresh-while-waiting.tsx";
import { TracePath } from "../../../../_traces/trace-path.tsx";
import { PageHeader } from "../../../../_ui/page-header.tsx";

interface TracePageProps {
  readonly params: Promise<{ tenant: string; trace: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** A tenant has 200 roles at most: one page. */
const ROLES_MAX = 200;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("traces"))("title") };
}

export default async function TracePage({ params, searchParams }: TracePageProps) {
  const [{ tenant, trace: id }, query] = await Promise.all([params, searchParams]);
  const actor = await enter(tenant);
  const t = await getTranslations("traces");
  const to = typeof query.to === "string" && query.to !== "" ? query.to : undefined;
  const [trace, receiver] = await Promise.all([
    unlessAway(() => unlessGone(() => getTrace(actor, id, to))),
    nameOf(actor, to),
  ]);

  return (
    <>
      <div className="flex flex-col gap-4">
        <nav aria-label={t("breadcrumb")} className="-mb-2 text-xs text-muted">
          <Link
            href={`/${tenant}/traces`}
            className="inline-flex min-h-6 items-center gap-1 rounded-sm hover:text-ink hover:underline"
          >
            <ArrowLeft aria-hidden className="size-3.5" />
            {t("title")}
          </Link>
        </nav>
        <PageHeader
          title={
            <span className="break-all">{trace?.topic ?? t(trace === null ? "gone.title" : "path.unreadTitle")}</span>
          }
          description={trace == null ? undefined : t(`outcomeSentences.${trace.outcome}`)}
        />
      </div>
      {trace === undefined ? (
        <BrokerAway />
      ) : trace === null ? (
        <MovedOn tenantSlug={tenant} />
      ) : (
        <>
          <RefreshWhileWaiting waiting={trace.outcome === "waiting"} />
          <TracePath tenantSlug={tenant} trace={trace} to={receiver} roleIds={await roleIdsOf(actor, trace)} />
        </>
      )}
    </>
  );
}

/** Null for a message that has given way to newer ones, and for what never was one. */
async function unlessGone<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiError && error.code === "not_found") return null;
    throw error;
  }
}

async function nameOf(actor: Actor, deviceId: string | undefined) {
  if (deviceId === undefined) return undefined;
  const device = await unlessGone(() => getDevice(actor, deviceId));
  return device === null ? undefined : { id: device.id, name: device.name };
}

/** By name, where a rule decided: the broker knows roles by their names. */
async function roleIdsOf(
  actor: Actor,
  { refusal, receivers, nearMisses }: TraceDetailView,
): Promise<Readonly<Record<string, string>>> {
  const isDecided = [refusal, ...receivers, ...nearMisses].some((each) => each !== null && each.rule !== null);
  if (!isDecided) return {};
  const { data } = await listRoles(actor, listRolesInput.parse({ limit: ROLES_MAX }));
  return Object.fromEntries(data.map(({ id, name }) => [name, id]));
}
