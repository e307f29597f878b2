import { ShieldCheck } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { formatRuleLine } from "#core/rule-text.ts";
import type { AccessVerdictView } from "../_services/access/access-question.ts";
import { buttonStyle } from "../_ui/button.tsx";
import { Card, CardBody, CardHeader } from "../_ui/card.tsx";
import { CodeBlock } from "../_ui/code-block.tsx";

interface ProposalCardProps {
  readonly tenantSlug: string;
  readonly proposal: NonNullable<AccessVerdictView["proposal"]>;
  /** A deny decides now, and the rule would stand before it. */
  readonly beforeDeny: boolean;
}

/** The narrowest rule that would allow it, and where it would go; whoever adds it decides. */
export function ProposalCard({ tenantSlug, proposal, beforeDeny }: ProposalCardProps) {
  const t = useTranslations("simulator.proposal");
  const { roleName, roleId, position, rule } = proposal;
  const code = (part: ReactNode) => <code className="font-mono">{part}</code>;
  return (
    <Card aria-labelledby="proposal">
      <CardHeader id="proposal" title={t("title")} description={t("text")} />
      <CardBody className="flex flex-col gap-3">
        <CodeBlock code={formatRuleLine(rule)} />
        <p className="text-sm text-muted">
          {roleName === null
            ? t("noRole")
            : t.rich(beforeDeny ? "placeBefore" : "place", { role: roleName, position, code })}
        </p>
        {roleId === null ? null : (
          <Link
            href={`/${tenantSlug}/roles/${roleId}`}
            prefetch={false}
            className={buttonStyle({ className: "self-start" })}
          >
            <ShieldCheck aria-hidden />
            {t("open")}
          </Link>
        )}
      </CardBody>
    </Card>
  );
}
