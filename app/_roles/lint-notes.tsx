import { Info, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { RoleLint } from "#core/role-lint.ts";
import { classes } from "../_ui/classes.ts";

/** A remark in words. */
function useLintWords(): (lint: RoleLint) => string {
  const t = useTranslations("roles.lint");
  return (lint) => {
    switch (lint.kind) {
      case "duplicate":
        return t("duplicate", { rule: lint.by[0] ?? 0 });
      case "shadowed":
        return t("shadowed", { count: lint.by.length, rules: lint.by.join(", ") });
      case "unsetVariable":
        return t("unsetVariable", { variable: `\${${lint.variable}}`, devices: lint.devices });
      case "tooWide":
        return t("tooWide");
      case "idleDeny":
        return t("idleDeny");
    }
  };
}

/** What is odd about a rule, below it. */
export function LintNotes({ lints }: { readonly lints: readonly RoleLint[] }) {
  const words = useLintWords();
  return lints.map((lint) => {
    const grave = lint.kind !== "idleDeny";
    const Icon = grave ? TriangleAlert : Info;
    return (
      <p
        key={`${lint.kind} ${lint.kind === "unsetVariable" ? lint.variable : ""}`}
        className={classes("flex items-start gap-1.5 text-xs", grave ? "text-warn" : "text-muted")}
      >
        <Icon aria-hidden className="mt-px size-3.5 shrink-0" />
        {words(lint)}
      </p>
    );
  });
}
