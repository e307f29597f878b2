import Link from "next/link";
import { useTranslations } from "next-intl";
import { CONSOLE_DEVICE_NAME } from "#core/control.ts";
import type { TraceView } from "../_services/traces/trace.ts";
import { Badge } from "../_ui/badge.tsx";
import { classes } from "../_ui/classes.ts";
import { ClockTime } from "../_ui/clock-time.tsx";
import { OUTCOME_LOOKS } from "./outcome-looks.ts";
import { traceQuery } from "./trace-search.ts";
import { useReason } from "./use-reason.ts";

/** The columns, shared with the heading above them. */
export const GRID = "md:grid-cols-[6.5rem_9.5rem_minmax(6rem,11rem)_minmax(0,1fr)] md:gap-x-3 px-4";

interface TraceRowProps {
  readonly tenantSlug: string;
  readonly trace: TraceView;
  /** The device that was asked about as a receiver. */
  readonly to: string | undefined;
}

/** One message: when, what became of it, who sent it, and why. The whole row leads to its way. */
export function TraceRow({ tenantSlug, trace, to }: TraceRowProps) {
  const t = useTranslations("traces");
  const { icon: Icon, tone } = OUTCOME_LOOKS[trace.outcome];
  return (
    <li className="relative border-b last:border-b-0 hover:bg-hover/50">
      <div
        className={classes(
          GRID,
          "grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-2.5 gap-y-0.5 py-2 text-sm md:min-h-9 md:py-1.5",
        )}
      >
        <span className="order-2 font-mono text-xs text-muted tabular-nums md:order-none">
          <ClockTime at={trace.lastAt} />
        </span>
        <span className="order-1 flex items-center gap-2 md:order-none">
          <Icon aria-hidden className={classes("size-4 shrink-0", tone)} />
          <Link
            data-trace
            href={`/${tenantSlug}/traces/${trace.id}${traceQuery({ to })}`}
            className="truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ring"
          >
            {t(`outcomes.${trace.outcome}`)}
            <span className="sr-only"> {trace.topic}</span>
          </Link>
          {trace.count > 1 ? <Badge>{t("times", { count: trace.count })}</Badge> : null}
        </span>
        <span className="order-3 col-span-2 truncate md:order-none md:col-span-1">
          <Sender trace={trace} />
        </span>
        <span className="order-4 col-span-2 min-w-0 text-muted md:order-none md:col-span-1 md:flex md:items-baseline md:gap-2">
          {trace.topic === null ? null : (
            <code className="block truncate font-mono text-xs text-ink md:max-w-[50%] md:shrink-0">{trace.topic}</code>
          )}
          <span className="block truncate">
            <Why trace={trace} />
            {trace.receiver === null ? null : (
              <>
                {" · "}
                {t(`toThem.${trace.receiver}`)}
              </>
            )}
          </span>
        </span>
      </div>
    </li>
  );
}

/** Who sent it, in a word. */
export function Sender({
  trace: { publisher, source, whole },
}: {
  readonly trace: Pick<TraceView, "publisher" | "source" | "whole">;
}) {
  const t = useTranslations("traces.sender");
  if (publisher === null) return <span className="text-muted">{t(whole ? "console" : "unknown")}</span>;
  const name = publisher.deviceName === CONSOLE_DEVICE_NAME ? t("browser") : publisher.deviceName || t("anonymous");
  return source === "will" ? t("will", { name }) : name;
}

function Why({ trace }: { readonly trace: TraceView }) {
  const t = useTranslations("traces.why");
  const reason = useReason();
  const { outcome, refusal, matched, lost, count, whole, topic } = trace;
  if (outcome === "refused" && refusal !== null) {
    if (refusal.reason !== "denied") return reason(refusal.reason, refusal.limit);
    if (refusal.rule === null) return t("noRule");
    return t("rule", { role: refusal.rule.roleName, position: refusal.rule.position });
  }
  if (topic === null) return t("unread", { count });
  if (!whole) return t("onlyLoss");
  if (outcome === "lost") return t("lost", { lost, matched });
  return t(outcome === "refused" ? "lost" : outcome, { matched, lost });
}
