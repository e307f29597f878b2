"use client";

import { CircleAlert, CircleCheck, Stethoscope, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import type { Outcome } from "../../_forms/outcome.ts";
import type { ListenerCheck } from "../../_services/preflight/check-listener.ts";
import type { StepResult } from "../../_services/preflight/probe-listener.ts";
import { Button } from "../../_ui/button.tsx";
import type { Listener } from "../broker-url.ts";

export type CheckListener = (listener: Listener) => Promise<Outcome<ListenerCheck>>;

interface PreflightCheckProps {
  readonly listener: Listener;
  readonly check: CheckListener;
}

const MARKS = {
  passed: <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />,
  doubtful: <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />,
  failed: <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />,
} as const;

/** Has the server go the way that this browser could not go, and says at which step it ends and what to do. */
export function PreflightCheck({ listener, check }: PreflightCheckProps) {
  const t = useTranslations("connections.preflight");
  const [outcome, setOutcome] = useState<Outcome<ListenerCheck>>();
  const [pending, start] = useTransition();
  return (
    <div className="mt-2 flex flex-col items-start gap-2">
      <Button
        size="sm"
        pending={pending}
        onClick={() =>
          start(async () => {
            try {
              setOutcome(await check(listener));
            } catch {
              setOutcome({ ok: false, message: t("consoleAway") });
            }
          })
        }
      >
        <Stethoscope aria-hidden />
        {t("run")}
      </Button>
      <div role="status">
        {outcome === undefined ? null : outcome.ok ? (
          <Findings listener={listener} check={outcome.value} />
        ) : (
          <p className="text-danger">{outcome.message}</p>
        )}
      </div>
    </div>
  );
}

function Findings({ listener, check }: { readonly listener: Listener; readonly check: ListenerCheck }) {
  const t = useTranslations("connections.preflight");
  const { steps, behindProxy } = check;
  const failed = steps.find(({ outcome }) => outcome === "failed");
  return (
    <div className="flex flex-col gap-1.5">
      <ul className="flex flex-col gap-1">
        {steps.map((result) => (
          <li key={result.step} className="flex items-start gap-2">
            {MARKS[result.outcome]}
            <span>
              {t(`step.${result.step}`)}: {t(`outcome.${result.outcome}`)}{" "}
              {result.detail === "" ? null : <code className="font-mono text-xs">{result.detail}</code>}
              {result.outcome === "passed" ? null : <span className="block">{t(remedy(result))}</span>}
            </span>
          </li>
        ))}
      </ul>
      <p>
        {failed !== undefined
          ? t("stopsHere")
          : behindProxy
            ? t("behindProxy")
            : t(listener === "wss" ? "allWellSecure" : "allWell")}
      </p>
    </div>
  );
}

/** What to do about a step that did not pass. */
function remedy({ step, detail }: StepResult) {
  if (step === "tls" && detail === "CERT_HAS_EXPIRED") return "remedy.expired" as const;
  if (step === "tls" && detail === "ERR_TLS_CERT_ALTNAME_INVALID") return "remedy.name" as const;
  if (step === "upgrade" && detail === "HTTP 403") return "remedy.origin" as const;
  return `remedy.${step}` as const;
}
