import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { enter, orNotFound } from "../../../../_auth/access.ts";
import { Messages } from "../../../../_i18n/messages.tsx";
import { hasPermission } from "../../../../_services/actor.ts";
import { getSession } from "../../../../_services/sessions/get-session.ts";
import { sessionName } from "../../../../_services/sessions/session.ts";
import { BrokerAway, unlessAway } from "../../../../_sessions/broker-away.tsx";
import { EndSession } from "../../../../_sessions/end-session.tsx";
import { SessionDetail } from "../../../../_sessions/session-detail.tsx";
import { BackLink } from "../../../../_ui/back-link.tsx";
import { PageHeader } from "../../../../_ui/page-header.tsx";

interface SessionPageProps {
  readonly params: Promise<{ tenant: string; session: string }>;
}

export async function generateMetadata({ params }: SessionPageProps): Promise<Metadata> {
  const { session } = await params;
  return { title: sessionName(session)?.clientId ?? (await getTranslations("sessions"))("title") };
}

export default async function SessionPage({ params }: SessionPageProps) {
  const { tenant, session: id } = await params;
  const actor = await enter(tenant);
  const t = await getTranslations("sessions");
  const session = await orNotFound(() => unlessAway(() => getSession(actor, id)));
  const mayWrite = hasPermission(actor, "sessions.write");
  return (
    <Messages of={["payload", "sessions"]}>
      <div className="flex flex-col gap-4">
        <BackLink label={t("breadcrumb")} href={`/${tenant}/sessions`}>
          {t("title")}
        </BackLink>
        <PageHeader
          title={<span className="break-all">{sessionName(id)?.clientId ?? t("title")}</span>}
          actions={
            session === undefined || !mayWrite ? undefined : (
              <EndSession
                tenantSlug={tenant}
                session={{
                  id: session.id,
                  clientId: session.clientId,
                  state: session.state,
                  queued: session.queued,
                  subscriptions: session.subscriptions,
                }}
              />
            )
          }
        />
      </div>
      {session === undefined ? <BrokerAway /> : <SessionDetail tenantSlug={tenant} actor={actor} session={session} />}
    </Messages>
  );
}
