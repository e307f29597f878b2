import { useTranslations } from "next-intl";
import type { AccessVerdictView } from "../_services/access/access-question.ts";
import { classes } from "../_ui/classes.ts";
import { RuleChip } from "./rule-chip.tsx";

interface TraceTableProps {
  readonly verdict: AccessVerdictView;
  /** A PUBLISH below `$SYS`, which no rule is asked about. */
  readonly aboutBroker: boolean;
}

/** Every rule that was asked, in order, with what it stood for and why it did or did not decide. */
export function TraceTable({ verdict, aboutBroker }: TraceTableProps) {
  const t = useTranslations("simulator.trace");
  const { trace, identity } = verdict;
  return (
    <div className="flex flex-col gap-2">
      <h3 className="text-sm font-medium">{t("title")}</h3>
      {trace.length === 0 ? (
        <p className="text-sm text-muted">{t(aboutBroker ? "brokersOwn" : "none")}</p>
      ) : (
        <ol className="divide-y overflow-hidden rounded-md border">
          {trace.map((step) => {
            const decided = step.outcome === "decided";
            return (
              <li
                key={`${step.roleName} ${step.position}`}
                className={classes(
                  "grid gap-x-4 gap-y-1 px-3 py-2 sm:grid-cols-[minmax(0,1fr)_minmax(0,13rem)]",
                  decided && (step.effect === "allow" ? "bg-ok-soft" : "bg-danger-soft"),
                )}
              >
                <div className="flex min-w-0 flex-col gap-0.5">
                  <span className="text-xs text-muted">
                    <span className="font-mono">{step.roleName}</span> · {t("position", { position: step.position })}
                  </span>
                  <span className="flex flex-wrap items-baseline gap-x-1.5 gap-y-0.5">
                    <RuleChip effect={step.effect} action={step.action} filter={step.filter} />
                    {step.expanded === null || step.expanded === step.filter ? null : (
                      <span className="text-xs text-muted">
                        <span aria-hidden>→</span> <span className="sr-only">{t("is")}</span>
                        <code className="font-mono break-all text-ink">{step.expanded}</code>
                      </span>
                    )}
                  </span>
                </div>
                <span className={classes("self-center text-sm", decided ? "font-medium" : "text-muted")}>
                  {t(`outcomes.${step.outcome}`)}
                </span>
              </li>
            );
          })}
        </ol>
      )}
      <p className="text-xs text-muted">
        {t("variables")}{" "}
        {variables(identity).map(([name, value]) => (
          <span key={name} className="mr-2 inline-block font-mono">
            {`\${${name}}`} = {value === null ? <em className="font-sans">{t("nothing")}</em> : value}
          </span>
        ))}
      </p>
    </div>
  );
}

function variables(identity: AccessVerdictView["identity"]): readonly (readonly [string, string | null])[] {
  const { device, clientId, username, labels } = identity;
  return [
    ["device", device],
    ["clientId", clientId],
    ["username", username],
    ...Object.entries(labels).map(([name, value]) => [`label.${name}`, value] as const),
  ];
}
