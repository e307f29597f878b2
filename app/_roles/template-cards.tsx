import { Hand, Radio, Router, ScanEye } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { ROLE_TEMPLATES, type RoleTemplate } from "#core/role-templates.ts";
import { RuleWords } from "./rule-words.tsx";
import { TEMPLATE_WORDS } from "./template-words.ts";

const ICONS = { "own-subtree": Radio, "read-only": ScanEye, gateway: Router, anonymous: Hand } as const;

/** Roles to begin with, each with its rules in sight; one leads to the page that makes it. */
export function TemplateCards({ tenantSlug }: { readonly tenantSlug: string }) {
  const t = useTranslations("roles.templates");
  return (
    <section aria-labelledby="templates" className="flex flex-col gap-3">
      <div className="flex flex-col gap-0.5">
        <h2 id="templates" className="text-base font-semibold">
          {t("title")}
        </h2>
        <p className="text-sm text-muted">{t("lead")}</p>
      </div>
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-3 sm:grid-cols-2">
        {ROLE_TEMPLATES.map((template) => (
          <li key={template.id} className="contents">
            <TemplateCard template={template} href={`/${tenantSlug}/roles/new?template=${template.id}`} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function TemplateCard({ template, href }: { readonly template: RoleTemplate; readonly href: string }) {
  const t = useTranslations("roles.templates");
  const Icon = ICONS[template.id];
  return (
    <Link
      href={href}
      className="group flex flex-col gap-3 rounded-lg border bg-surface p-4 shadow-card transition-colors hover:border-line-control hover:bg-hover/40"
    >
      <span className="flex items-start gap-3">
        <span className="grid size-8 shrink-0 place-items-center rounded-md bg-accent-soft text-accent-text">
          <Icon aria-hidden className="size-4" />
        </span>
        <span className="flex flex-col gap-0.5">
          <span className="text-sm font-medium group-hover:underline">{t(`${TEMPLATE_WORDS[template.id]}.name`)}</span>
          <span className="text-xs text-muted">{t(`${TEMPLATE_WORDS[template.id]}.text`)}</span>
        </span>
      </span>
      <span className="flex flex-col gap-1.5 border-t pt-3">
        {template.rules.map((rule) => (
          <RuleWords key={`${rule.action} ${rule.filter}`} rule={rule} />
        ))}
      </span>
    </Link>
  );
}
