"use client";

import { Laptop, Smartphone } from "lucide-react";
import { useTranslations } from "next-intl";
import type { UserSessionView } from "../_services/user-sessions/user-session.ts";
import { Badge } from "../_ui/badge.tsx";
import { Button } from "../_ui/button.tsx";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { TimeAgo } from "../_ui/time-ago.tsx";
import { toast } from "../_ui/toast.tsx";
import { endOtherSessions, endSession } from "./actions.ts";
import { browserName } from "./browser-name.ts";

interface SessionListProps {
  readonly sessions: readonly UserSessionView[];
  /** Of the OpenID provider; undefined without one. */
  readonly providerName: string | undefined;
}

/** The browsers one is signed in with; this one first. */
export function SessionList({ sessions, providerName }: SessionListProps) {
  const t = useTranslations("account.sessions");
  return (
    <ul className="divide-y">
      {sessions.map((session) => (
        <SessionRow key={session.id} session={session} providerName={providerName} />
      ))}
      {sessions.length > 1 ? (
        <li className="flex justify-end px-4 py-3">
          <ConfirmDialog
            trigger={<Button size="sm">{t("endOthers")}</Button>}
            title={t("endOthersTitle")}
            description={t("endOthersText", { count: sessions.length - 1 })}
            confirm={t("endOthers")}
            run={endOtherSessions}
            onDone={() => toast(t("othersEnded"))}
          />
        </li>
      ) : null}
    </ul>
  );
}

function SessionRow({ session, providerName }: Pick<SessionListProps, "providerName"> & { session: UserSessionView }) {
  const t = useTranslations("account.sessions");
  const known = browserName(session.userAgent);
  const name = known === undefined ? t("unknown") : t("on", known);
  const Icon = /^(?:iPhone|Android)$/.test(known?.system ?? "") ? Smartphone : Laptop;
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <Icon aria-hidden className="size-5 shrink-0 text-faint" />
      <div className="flex min-w-0 flex-1 flex-col">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm font-medium">
          {name}
          {session.current ? <Badge tone="ok">{t("here")}</Badge> : null}
        </span>
        <span className="flex flex-wrap gap-x-1.5 text-xs text-muted">
          <span>{t.rich("lastSeen", { time: () => <TimeAgo at={session.lastSeenAt} /> })}</span>
          {session.address === null ? null : (
            <>
              <span aria-hidden>·</span>
              <code className="font-mono">{session.address}</code>
            </>
          )}
          <span aria-hidden>·</span>
          <span>
            {t("since", { at: new Date(session.createdAt) })}
            {session.method === "oidc" && providerName !== undefined
              ? ` ${t("byProvider", { name: providerName })}`
              : ""}
          </span>
        </span>
        {session.failuresBefore === 0 ? null : (
          <span className="text-xs text-warn">{t("failures", { count: session.failuresBefore })}</span>
        )}
      </div>
      {session.current ? null : (
        <ConfirmDialog
          trigger={
            <Button size="sm" variant="dangerQuiet" aria-label={t("endOne", { browser: name })}>
              {t("end")}
            </Button>
          }
          title={t("endTitle", { browser: name })}
          description={t("endText")}
          confirm={t("end")}
          run={() => endSession(session.id)}
          onDone={() => toast(t("ended"))}
        />
      )}
    </li>
  );
}
