"use client";

import { Plug, RotateCw, Settings2, Unplug } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "../../_ui/button.tsx";
import { Card } from "../../_ui/card.tsx";
import { classes } from "../../_ui/classes.ts";
import { clockTime } from "../clock-time.ts";
import type { ConnectionSettings, ConnectionState } from "../protocol.ts";

/** The colour of a state's dot; a word always stands beside it. */
export const STATUS_MARK: Record<ConnectionState["status"], string> = {
  idle: "bg-faint",
  connecting: "animate-pulse-soft bg-warn-mark",
  online: "bg-ok-mark",
  waiting: "bg-warn-mark",
  stopped: "bg-danger",
};

interface ConnectionBarProps {
  readonly connection: ConnectionState;
  readonly address: Pick<ConnectionSettings, "url" | "clientId">;
  /** It asks for the session it had before. */
  readonly keepsSession: boolean;
  readonly onEdit: () => void;
  readonly onConnect: () => void;
  readonly onDisconnect: () => void;
  readonly onRetryNow: () => void;
}

/** Whether there is a connection, to where and as which client; and the one click that makes or ends it. */
export function ConnectionBar(props: ConnectionBarProps) {
  const { connection, address, keepsSession, onEdit, onConnect, onDisconnect, onRetryNow } = props;
  const t = useTranslations("client.connection");
  const format = useFormatter();
  const { status } = connection;
  return (
    <Card className="flex flex-wrap items-center gap-x-5 gap-y-2 px-4 py-3">
      <div className="flex min-w-0 flex-1 basis-72 flex-wrap items-center gap-x-5 gap-y-1">
        <p role="status" className="flex items-center gap-2 font-medium whitespace-nowrap">
          <span aria-hidden className={classes("size-2 rounded-full", STATUS_MARK[status])} />
          {t(status)}
        </p>
        {status === "waiting" ? <Countdown retryAt={connection.retryAt} attempt={connection.attempt} /> : null}
        <dl className="flex min-w-0 flex-wrap gap-x-5 gap-y-1 text-xs text-muted">
          <Fact name={t("broker")}>{address.url}</Fact>
          <Fact name={t("clientId")}>{status === "online" ? connection.clientId : address.clientId}</Fact>
          {status === "online" ? (
            <>
              <Fact name={t("since")}>{clockTime(connection.since).slice(0, 8)}</Fact>
              {keepsSession ? (
                <Fact name={t("session")}>{t(connection.sessionPresent ? "sessionResumed" : "sessionNew")}</Fact>
              ) : null}
              <Fact name={t("roundTrip")}>
                {format.number(connection.roundTripMs, { maximumFractionDigits: 0 })} ms
              </Fact>
            </>
          ) : null}
        </dl>
      </div>
      <div className="flex gap-2">
        <Button variant="quiet" onClick={onEdit}>
          <Settings2 aria-hidden />
          {t("settings")}
        </Button>
        {status === "waiting" ? (
          <Button onClick={onRetryNow}>
            <RotateCw aria-hidden />
            {t("retryNow")}
          </Button>
        ) : null}
        {status === "idle" || status === "stopped" ? (
          <Button variant="primary" onClick={onConnect}>
            <Plug aria-hidden />
            {t("connect")}
          </Button>
        ) : (
          <Button onClick={onDisconnect}>
            <Unplug aria-hidden />
            {t(status === "online" ? "disconnect" : "cancel")}
          </Button>
        )}
      </div>
    </Card>
  );
}

function Fact({ name, children }: { readonly name: ReactNode; readonly children: ReactNode }) {
  return (
    <div className="flex min-w-0 gap-1.5">
      <dt className="shrink-0">{name}</dt>
      <dd className="min-w-0 truncate font-mono text-ink">{children}</dd>
    </div>
  );
}

/** Seconds until the next attempt. Not announced second by second: the state was. */
function Countdown({ retryAt, attempt }: { readonly retryAt: number; readonly attempt: number }) {
  const t = useTranslations("client.connection");
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((retryAt - now) / 1_000));
  return (
    <p className="text-sm text-muted tabular-nums" data-testid="countdown">
      {t("countdown", { seconds, attempt: attempt + 1 })}
    </p>
  );
}
