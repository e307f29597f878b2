"use client";

import { Crosshair, X } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useTransition } from "react";
import type { StandingView } from "../_services/traces/trace.ts";
import { Badge } from "../_ui/badge.tsx";
import { Button } from "../_ui/button.tsx";
import { ClockTime } from "../_ui/clock-time.tsx";
import { TimeLeft } from "../_ui/time-left.tsx";
import { toast } from "../_ui/toast.tsx";
import { disarmTrace } from "./actions.ts";
import { ArmDialog, type ArmPrefill } from "./arm-dialog.tsx";

interface StandingProps {
  readonly tenantSlug: string;
  readonly standing: StandingView;
  readonly mayArm: boolean;
  readonly names: Readonly<Record<string, string>>;
  readonly prefill: ArmPrefill;
}

/** What is kept of the messages now, in a sentence, and what is traced in full, until when. */
export function Standing({ tenantSlug, standing, mayArm, names, prefill }: StandingProps) {
  const t = useTranslations("traces.standing");
  const { oneIn, oldestAt, notKept, armings } = standing;
  return (
    <section aria-label={t("label")} className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="min-w-0 flex-1 basis-72 text-sm text-muted">
          {oneIn === 1 ? t("all") : t("sampled", { oneIn })}{" "}
          {oldestAt === null ? null : t.rich("oldest", { time: () => <ClockTime at={oldestAt} /> })}{" "}
          {notKept === 0 ? null : t("notKept", { count: notKept })}
        </p>
        {mayArm ? (
          <ArmDialog
            tenantSlug={tenantSlug}
            prefill={prefill}
            trigger={
              <Button>
                <Crosshair aria-hidden />
                {t("arm")}
              </Button>
            }
          />
        ) : null}
      </div>
      {armings.length === 0 ? null : (
        <ul className="flex flex-col gap-1.5">
          {armings.map((arming) => (
            <Armed
              key={arming.id}
              tenantSlug={tenantSlug}
              arming={arming}
              name={arming.topic ?? names[arming.deviceId ?? ""] ?? arming.deviceId ?? ""}
              mayArm={mayArm}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

interface ArmedProps {
  readonly tenantSlug: string;
  readonly arming: StandingView["armings"][number];
  readonly name: string;
  readonly mayArm: boolean;
}

function Armed({ tenantSlug, arming, name, mayArm }: ArmedProps) {
  const t = useTranslations("traces.standing");
  const format = useFormatter();
  const [pending, start] = useTransition();
  const end = () =>
    start(async () => {
      const outcome = await disarmTrace(tenantSlug, arming.id);
      toast(outcome.ok ? t("ended") : outcome.message);
    });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg border border-accent/25 bg-accent-soft px-3 py-2 text-sm">
      <Badge tone="accent">
        <Crosshair aria-hidden />
        {t("inFull")}
      </Badge>
      <span className={arming.topic === null ? "font-medium break-all" : "font-mono text-xs break-all"}>{name}</span>
      <span className="text-muted tabular-nums">
        {t.rich("until", {
          left: () => <TimeLeft until={arming.until} />,
          kept: format.number(arming.kept),
          max: format.number(arming.max),
        })}{" "}
        {t("by", { by: arming.by })}
      </span>
      {mayArm ? (
        <Button size="sm" className="ml-auto" pending={pending} onClick={end}>
          <X aria-hidden />
          {t("end")}
          <span className="sr-only">: {name}</span>
        </Button>
      ) : null}
    </li>
  );
}
