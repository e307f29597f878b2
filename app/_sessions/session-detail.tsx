import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { PROTOCOL_NAMES, TRANSPORT_NAMES } from "../_live/transport-names.ts";
import { type Actor, hasPermission } from "../_services/actor.ts";
import type { SessionDetailView } from "../_services/sessions/session.ts";
import { bytesFormat } from "../_ui/bytes.ts";
import { Card } from "../_ui/card.tsx";
import { QueueTable } from "./queue-table.tsx";
import { SessionEndTime } from "./session-end-time.tsx";
import { SessionState } from "./session-state.tsx";
import { SubscriptionTable } from "./subscription-table.tsx";

interface SessionDetailProps {
  readonly tenantSlug: string;
  readonly actor: Actor;
  readonly session: SessionDetailView;
}

/** All of one session: what it is, what it is subscribed to, and what waits in it. */
export async function SessionDetail({ tenantSlug, actor, session }: SessionDetailProps) {
  const t = await getTranslations("sessions");
  return (
    <>
      <Facts tenant={tenantSlug} session={session} />
      <Part title={t("subscriptions.heading")} note={t("subscriptions.note")}>
        {session.subscriptionList.length === 0 ? (
          <Nothing>{t("subscriptions.none")}</Nothing>
        ) : (
          <SubscriptionTable
            tenantSlug={tenantSlug}
            sessionId={session.id}
            subscriptions={session.subscriptionList}
            mayWrite={hasPermission(actor, "sessions.write")}
          />
        )}
      </Part>
      <Part title={t("queue.heading")} note={t("queue.note")}>
        {session.queue.length === 0 ? (
          <Nothing>{session.queued === 0 ? t("queue.none") : t("queue.inMemory")}</Nothing>
        ) : (
          <QueueTable queue={session.queue} mayPeek={hasPermission(actor, "messages.read")} />
        )}
      </Part>
    </>
  );
}

async function Facts({ tenant, session }: { readonly tenant: string; readonly session: SessionDetailView }) {
  const [t, format] = await Promise.all([getTranslations("sessions"), getFormatter()]);
  const queued = bytesFormat(session.queuedBytes);
  const facts: [string, ReactNode][] = [
    [t("columns.state"), <SessionState key="state" session={session} />],
    [
      t("columns.device"),
      session.deviceId === null ? (
        session.deviceName || t("nobody")
      ) : (
        <Link key="device" href={`/${tenant}/devices/${session.deviceId}`} className="break-all hover:underline">
          {session.deviceName}
        </Link>
      ),
    ],
    [t("facts.over"), `${TRANSPORT_NAMES[session.transport]} · ${PROTOCOL_NAMES[session.protocolVersion]}`],
    [
      t("facts.address"),
      <code key="address" className="font-mono text-xs break-all">
        {session.address}
      </code>,
    ],
    [t("columns.expiry"), <SessionEndTime key="expiry" session={session} />],
    [t("facts.kept"), t("facts.queued", { count: session.queued, bytes: format.number(queued.value, queued.options) })],
    [t("columns.inflight"), format.number(session.inflight)],
    [
      t("facts.will"),
      session.willTopic === null ? (
        t("facts.noWill")
      ) : (
        <code key="will" className="font-mono text-xs break-all">
          {session.willTopic}
        </code>
      ),
    ],
  ];
  return (
    <Card>
      <dl className="grid text-sm sm:grid-cols-2 sm:gap-x-6">
        {facts.map(([name, value]) => (
          <div key={name} className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-0.5 px-4 py-2">
            <dt className="w-32 shrink-0 text-muted">{name}</dt>
            <dd className="min-w-0 flex-1">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function Part({
  title,
  note,
  children,
}: {
  readonly title: string;
  readonly note: string;
  readonly children: ReactNode;
}) {
  return (
    <section aria-label={title} className="flex flex-col gap-3">
      <div>
        <h2 className="text-base font-semibold">{title}</h2>
        <p className="text-sm text-muted">{note}</p>
      </div>
      {children}
    </section>
  );
}

function Nothing({ children }: { readonly children: ReactNode }) {
  return (
    <p className="rounded-lg border border-dashed border-line-control/60 px-4 py-6 text-center text-sm text-muted">
      {children}
    </p>
  );
}
