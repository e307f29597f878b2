import { useTranslations } from "next-intl";
import { Badge } from "../_ui/badge.tsx";

interface RuleChipProps {
  readonly effect: "allow" | "deny";
  readonly action: "publish" | "subscribe" | "both";
  readonly filter: string;
}

/** What a rule says, short: its word by colour and by text, and the filter. */
export function RuleChip({ effect, action, filter }: RuleChipProps) {
  const t = useTranslations("simulator.rule");
  return (
    <span className="inline-flex min-w-0 flex-wrap items-baseline gap-x-1.5 gap-y-0.5">
      <Badge tone={effect === "allow" ? "ok" : "danger"}>{t(effect)}</Badge>
      <span className="text-xs text-muted">{t(action)}</span>
      <code className="font-mono text-xs break-all">{filter}</code>
    </span>
  );
}
