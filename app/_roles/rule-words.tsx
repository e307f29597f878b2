import { Ban, Check } from "lucide-react";
import { useTranslations } from "next-intl";
import type { RuleLine } from "#core/acl.ts";
import { Badge } from "../_ui/badge.tsx";
import { classes } from "../_ui/classes.ts";

/** A rule on one line, as a reader scans it: what, to do what, where, within which limits. */
export function RuleWords({ rule, className }: { readonly rule: RuleLine; readonly className?: string }) {
  const t = useTranslations("roles");
  const { effect, action, filter, qosMax, retainAllowed } = rule;
  return (
    <span className={classes("flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-sm", className)}>
      <Badge tone={effect === "allow" ? "ok" : "danger"}>
        {effect === "allow" ? <Check aria-hidden /> : <Ban aria-hidden />}
        {t(`effect.${effect}`)}
      </Badge>
      <span className="text-muted">{t(`action.${action}`)}</span>
      <code className="min-w-0 font-mono text-xs break-all">{filter}</code>
      {effect === "allow" && qosMax < 2 ? <Badge>{t("qosAtMost", { qos: qosMax })}</Badge> : null}
      {effect === "allow" && !retainAllowed ? <Badge>{t("noRetain")}</Badge> : null}
    </span>
  );
}
