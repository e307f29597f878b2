import { FlaskConical } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Denial } from "../use-denials.ts";

interface DenialSentenceProps {
  readonly denial: Denial | undefined;
  /** The simulator by what this page knows, where the broker's event has not come. */
  readonly href: string | undefined;
}

/** Which rule denied it, and the way to the simulator, which shows why. */
export function DenialSentence({ denial, href }: DenialSentenceProps) {
  const t = useTranslations("publish.denial");
  const link = denial?.href ?? href;
  const code = (part: ReactNode) => <code className="font-mono break-all">{part}</code>;
  if (denial === undefined && link === undefined) return null;
  return (
    <p className="text-xs">
      {denial === undefined
        ? null
        : denial.rule === null
          ? t("noRule")
          : t.rich("rule", {
              role: denial.rule.roleName,
              position: denial.rule.position,
              filter: denial.rule.filter,
              code,
            })}{" "}
      {link === undefined ? null : (
        <Link href={link} className="inline-flex items-center gap-1 font-medium whitespace-nowrap underline">
          <FlaskConical aria-hidden className="size-3.5" />
          {t("simulate")}
        </Link>
      )}
    </p>
  );
}

/** The simulator asked about a device. */
export function simulatorHref(
  tenant: string,
  question: { deviceId: string; action: "publish" | "subscribe"; topic: string; qos: number; retain?: boolean },
): string {
  const { deviceId, action, topic, qos, retain = false } = question;
  const query = new URLSearchParams({
    device: deviceId,
    action,
    topic,
    ...(qos > 0 && { qos: String(qos) }),
    ...(retain && { retain: "1" }),
  });
  return `/${tenant}/simulator?${query}`;
}
