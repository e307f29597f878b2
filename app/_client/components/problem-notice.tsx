"use client";

import { useTranslations } from "next-intl";
import { Notice } from "../../_ui/notice.tsx";
import { clockTime } from "../clock-time.ts";
import type { Problem, ProblemReport } from "../problem.ts";
import type { ConnectionState } from "../protocol.ts";
import { type ReasonPacket, reasonHex, reasonKey } from "../reason-sentence.ts";
import { type CheckListener, PreflightCheck } from "./preflight-check.tsx";

interface ProblemNoticeProps {
  readonly report: ProblemReport;
  readonly connection: ConnectionState;
  readonly url: string;
  /** Offered where the browser keeps the reason to itself. */
  readonly check: CheckListener;
}

/** Why there is no connection, or was none: what happened, why, what to do. It stays until it no longer holds. */
export function ProblemNotice({ report, connection, url, check }: ProblemNoticeProps) {
  const t = useTranslations("client.problem");
  const { problem, at, recoveredAt, principal } = report;
  const recovered = recoveredAt !== undefined && connection.status === "online";
  return (
    <Notice
      tone={recovered ? "info" : connection.status === "stopped" ? "danger" : "warn"}
      title={
        recovered
          ? t("recovered", { from: clockTime(at).slice(0, 8), to: clockTime(recoveredAt).slice(0, 8) })
          : t(`${problem.kind}.title`)
      }
    >
      <ProblemSentence problem={problem} url={url} principal={principal} typed={report.typedCredentials ?? false} />
      {recovered || problem.kind !== "unreachable" ? null : (
        <PreflightCheck listener={url.startsWith("wss:") ? "wss" : "ws"} check={check} />
      )}
    </Notice>
  );
}

interface ProblemSentenceProps {
  readonly problem: Problem;
  readonly url: string;
  readonly principal: string;
  /** With a username and password that the person typed. */
  readonly typed: boolean;
}

function ProblemSentence({ problem, url, principal, typed }: ProblemSentenceProps) {
  const t = useTranslations("client.problem");
  switch (problem.kind) {
    case "refused":
      if (typed && reasonKey("connack", problem.reasonCode) === "badUserNameOrPassword") {
        return (
          <p>
            {t("wrongPassword", { username: principal })}{" "}
            <code className="font-mono text-xs whitespace-nowrap">{reasonHex(problem.reasonCode)}</code>
          </p>
        );
      }
      return <ReasonSentence packet="connack" {...problem} principal={principal} />;
    case "disconnected":
      return <ReasonSentence packet="disconnect" {...problem} principal={principal} />;
    case "unreachable":
      return (
        <>
          <p>{t("unreachable.text", { url })}</p>
          <ul className="mt-1 list-disc pl-5">
            <li>{t("unreachable.causeDown")}</li>
            <li>{t("unreachable.causeFirewall", { port: new URL(url).port })}</li>
            {url.startsWith("wss:") ? <li>{t("unreachable.causeCertificate")}</li> : null}
          </ul>
        </>
      );
    case "lost":
      return (
        <p>
          {t("lost.text")}
          {problem.closeCode === undefined ? null : ` (${t("lost.closeCode", { code: problem.closeCode })})`}
        </p>
      );
    case "timeout":
      return <p>{t(`timeout.${problem.waitedFor}`)}</p>;
    case "protocol":
      return (
        <p>
          {t("protocol.text")} <code className="font-mono text-xs">{problem.message}</code>
        </p>
      );
    case "worker":
      return <p>{t("worker.text")}</p>;
    case "credentials":
      return <p>{t(`credentials.${problem.fault}`, { principal })}</p>;
  }
}

interface ReasonSentenceProps {
  readonly packet: ReasonPacket;
  readonly reasonCode: number;
  readonly reasonString: string | undefined;
  readonly principal: string;
}

/** A reason code in words, the broker's own words when it gave any, and the code for whoever looks it up. */
export function ReasonSentence({ packet, reasonCode, reasonString, principal }: ReasonSentenceProps) {
  const t = useTranslations("client.reason");
  return (
    <p>
      {t(reasonKey(packet, reasonCode), { principal })}{" "}
      {reasonString === undefined || reasonString === "" ? null : `${t("brokerSays", { words: reasonString })} `}
      <code className="font-mono text-xs whitespace-nowrap">{reasonHex(reasonCode)}</code>
    </p>
  );
}
