"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { flushSync } from "react-dom";
import { ACCESS_LIMITS } from "#core/limits.ts";
import type { RoleLint } from "#core/role-lint.ts";
import { Button } from "../_ui/button.tsx";
import { classes } from "../_ui/classes.ts";
import { changeRule, type Draft, faultsOf, insertRules, moveRule, removeRule } from "./draft.ts";
import { RULE_COLUMNS, RuleRow } from "./rule-row.tsx";

interface RuleTableProps {
  readonly draft: Draft;
  readonly lints: readonly RoleLint[];
  readonly readOnly: boolean;
  readonly tellEmpty: boolean;
  readonly onChange: (draft: Draft) => void;
}

/** The rules, one a row. What was moved or inserted keeps the focus, and a screen reader is told the new place. */
export function RuleTable({ draft, lints, readOnly, tellEmpty, onChange }: RuleTableProps) {
  const t = useTranslations("roles.rules");
  const [said, setSaid] = useState("");
  const faults = faultsOf(draft);
  const full = draft.rules.length >= ACCESS_LIMITS.rulesPerRoleMax;

  const move = (index: number, by: -1 | 1) => {
    const focused = document.activeElement;
    flushSync(() => onChange(moveRule(draft, index, by)));
    if (focused instanceof HTMLElement) focused.focus();
    setSaid(t("moved", { position: Math.min(Math.max(index + 1 + by, 1), draft.rules.length) }));
  };
  const insert = (index: number, lines?: Parameters<typeof insertRules>[2]) => {
    const room = ACCESS_LIMITS.rulesPerRoleMax - draft.rules.length;
    if (room <= 0) return;
    const next = insertRules(draft, index, lines?.slice(0, room));
    flushSync(() => onChange(next));
    focusFilter(next.rules[index + (lines?.length ?? 1)]?.key);
  };

  return (
    <>
      <div
        aria-hidden
        className={classes(
          "hidden h-9 items-center gap-x-2 border-b bg-sunken px-3 text-xs font-medium text-muted md:grid",
          RULE_COLUMNS,
        )}
      >
        <span />
        <span>{t("effect")}</span>
        <span>{t("action")}</span>
        <span>{t("filter")}</span>
        <span>{t("qos")}</span>
        <span className="text-center">{t("retain")}</span>
        <span />
      </div>
      <ol aria-label={t("label")} className="divide-y">
        {draft.rules.map((rule, index) => (
          <RuleRow
            key={rule.key}
            rule={rule}
            position={index + 1}
            last={index + 1 === draft.rules.length}
            readOnly={readOnly}
            fault={faults[index]}
            tellEmpty={tellEmpty}
            lints={lints.filter(({ position }) => position === index + 1)}
            onChange={(change) => onChange(changeRule(draft, index, change))}
            onMove={(by) => move(index, by)}
            onRemove={() => {
              flushSync(() => onChange(removeRule(draft, index)));
              focusFilter((draft.rules[index + 1] ?? draft.rules[index - 1])?.key);
              setSaid(t("removed", { position: index + 1 }));
            }}
            onInsert={(lines) => insert(index, lines)}
          />
        ))}
      </ol>
      {draft.rules.length === 0 ? <p className="px-4 py-6 text-center text-sm text-muted">{t("none")}</p> : null}
      {readOnly ? null : (
        <div className="flex flex-wrap items-center justify-between gap-2 border-t px-3 py-2">
          <Button size="sm" variant="quiet" disabled={full} onClick={() => insert(draft.rules.length - 1)}>
            <Plus aria-hidden />
            {t("add")}
          </Button>
          <p className="text-xs text-muted max-md:hidden">
            {full ? t("full", { max: ACCESS_LIMITS.rulesPerRoleMax }) : t("keys")}
          </p>
        </div>
      )}
      <p role="status" className="sr-only">
        {said}
      </p>
    </>
  );
}

function focusFilter(key: string | undefined): void {
  if (key === undefined) return;
  document.querySelector<HTMLElement>(`[data-rule-filter="${key}"]`)?.focus();
}
