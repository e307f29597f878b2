import { FlaskConical, ShieldCheck } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { TraceDetailView } from "../_services/traces/trace.ts";
import { buttonStyle } from "../_ui/button.tsx";

type Rule = TraceDetailView["receivers"][number]["rule"];

interface DecidingRuleProps {
  readonly tenantSlug: string;
  readonly rule: Rule;
  readonly roleIds: Readonly<Record<string, string>>;
  /** What the simulator is to be asked. */
  readonly question: {
    readonly deviceId: string | null;
    readonly clientId: string;
    readonly action: "publish" | "subscribe" | "will";
    readonly topic: string | null;
    readonly qos?: 0 | 1 | 2;
    readonly retain?: boolean;
  };
}

/** The rule that said no, or that none said yes; and the ways to look into it. */
export function DecidingRule({ tenantSlug, rule, roleIds, question }: DecidingRuleProps) {
  const t = useTranslations("traces.path");
  const { deviceId, clientId, action, topic, qos = 0, retain = false } = question;
  const roleId = rule === null ? undefined : roleIds[rule.roleName];
  const code = (part: ReactNode) => <code className="font-mono text-xs break-all">{part}</code>;
  const query = new URLSearchParams({
    device: deviceId ?? "",
    ...(action !== "publish" && { action }),
    topic: topic ?? "",
    ...(qos > 0 && { qos: String(qos) }),
    ...(retain && { retain: "1" }),
    ...(clientId !== "" && { client: clientId }),
  });
  return (
    <div className="flex flex-col items-start gap-2 text-sm text-muted">
      <p>
        {rule === null
          ? t("noRule")
          : t.rich("rule", { role: rule.roleName, position: rule.position, filter: rule.filter, code })}
      </p>
      <div className="flex flex-wrap gap-2">
        {deviceId === null || topic === null ? null : (
          <Link href={`/${tenantSlug}/simulator?${query}`} className={buttonStyle({ size: "sm", variant: "primary" })}>
            <FlaskConical aria-hidden />
            {t("simulate")}
          </Link>
        )}
        {roleId === undefined ? null : (
          <Link href={`/${tenantSlug}/roles/${roleId}`} className={buttonStyle({ size: "sm" })}>
            <ShieldCheck aria-hidden />
            {t("openRole")}
          </Link>
        )}
      </div>
    </div>
  );
}
