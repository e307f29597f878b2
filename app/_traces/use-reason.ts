import { useTranslations } from "next-intl";
import type { DropReason } from "#core/control.ts";
import type { TraceDetailView } from "../_services/traces/trace.ts";

type Limit = NonNullable<TraceDetailView["receivers"][number]["limit"]>;

/** Why, in words; with the limit that was met and how full it was. */
export function useReason(): (reason: DropReason, limit: Limit | null) => string {
  const t = useTranslations("traces");
  const reasons = useTranslations("events.reasons");
  const names = useTranslations("limits.names");
  return (reason, limit) => {
    const why = reason === "denied" ? t("path.denied") : reasons(reason);
    if (limit === null) return why;
    return t("path.limited", { why, limit: names(limit.limit), used: limit.used, max: limit.max });
  };
}
