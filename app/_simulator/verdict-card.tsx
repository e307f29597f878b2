import { Ban, CircleCheck } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { AccessVerdictView } from "../_services/access/access-question.ts";
import { Card, CardBody } from "../_ui/card.tsx";
import { classes } from "../_ui/classes.ts";
import { Notice } from "../_ui/notice.tsx";
import { ProposalCard } from "./proposal-card.tsx";
import type { Simulation } from "./simulation.ts";
import { TraceTable } from "./trace-table.tsx";
import { WhatIf } from "./what-if.tsx";

interface VerdictCardProps {
  readonly tenantSlug: string;
  readonly simulation: Simulation;
  readonly verdict: AccessVerdictView;
  readonly roleNames: readonly string[];
}

/** Yes or no, which rule says so, and every rule on the way. */
export function VerdictCard({ tenantSlug, simulation, verdict, roleNames }: VerdictCardProps) {
  const t = useTranslations("simulator.verdict");
  const { allowed, deciding, status } = verdict;
  const aboutBroker = simulation.action !== "subscribe" && /^\$SYS(\/|$)/.test(simulation.topic);
  const Icon = allowed ? CircleCheck : Ban;
  const code = (part: ReactNode) => <code className="font-mono text-[0.95em] break-all">{part}</code>;
  const role = (part: ReactNode) => {
    const id = verdict.roles.find(({ name }) => name === deciding?.roleName)?.id;
    return id === undefined ? (
      part
    ) : (
      <Link
        href={`/${tenantSlug}/roles/${id}`}
        prefetch={false}
        className="font-medium underline-offset-2 hover:underline"
      >
        {part}
      </Link>
    );
  };
  return (
    <div className="flex flex-col gap-4">
      <Card
        aria-labelledby="verdict"
        className={classes("overflow-hidden", allowed ? "border-ok/30" : "border-danger/30")}
      >
        <div
          role="status"
          className={classes("flex items-start gap-3 px-4 py-4", allowed ? "bg-ok-soft" : "bg-danger-soft")}
        >
          <Icon aria-hidden className={classes("mt-0.5 size-6 shrink-0", allowed ? "text-ok" : "text-danger")} />
          <div className="flex min-w-0 flex-col gap-0.5">
            <h2 id="verdict" className={classes("text-lg font-semibold", allowed ? "text-ok" : "text-danger")}>
              {t(allowed ? "allowed" : "denied")}
            </h2>
            <p className="text-sm">
              {deciding === null
                ? t(aboutBroker ? "brokersOwn" : "byDefault")
                : t.rich(allowed ? "allowedBy" : "deniedBy", {
                    role,
                    name: deciding.roleName,
                    position: deciding.position,
                    filter: deciding.filter,
                    code,
                  })}
            </p>
          </div>
        </div>
        <CardBody className="flex flex-col gap-5">
          {status === "disabled" ? (
            <Notice tone="warn" title={t("disabled")}>
              {t("disabledText")}
            </Notice>
          ) : null}
          <WhatIf tenantSlug={tenantSlug} simulation={simulation} roles={verdict.roles} roleNames={roleNames} />
          <TraceTable verdict={verdict} aboutBroker={aboutBroker} />
        </CardBody>
      </Card>
      {verdict.proposal === null ? null : (
        <ProposalCard tenantSlug={tenantSlug} proposal={verdict.proposal} beforeDeny={deciding !== null} />
      )}
    </div>
  );
}
