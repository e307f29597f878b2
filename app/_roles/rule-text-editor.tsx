"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import type { RoleLint } from "#core/role-lint.ts";
import type { ParsedRuleText } from "#core/rule-text.ts";
import { Textarea } from "../_ui/input.tsx";
import { FilterFault } from "./filter-fault.tsx";
import { LintNotes } from "./lint-notes.tsx";

interface RuleTextEditorProps {
  readonly text: string;
  readonly parsed: ParsedRuleText;
  readonly lints: readonly RoleLint[];
  readonly readOnly: boolean;
  readonly onChange: (text: string) => void;
}

/** Faults shown at once; the others come when these are mended. */
const FAULTS_SHOWN = 5;

/** The rules as text, for typing and pasting many; what is wrong stands below with its line and place. */
export function RuleTextEditor({ text, parsed, lints, readOnly, onChange }: RuleTextEditorProps) {
  const t = useTranslations("roles.text");
  const id = useId();
  const lines = text.split(/\r\n|\r|\n/);
  const byPosition = Map.groupBy(lints, ({ position }) => position);
  return (
    <div className="flex flex-col gap-2 p-3">
      <Textarea
        aria-label={t("label")}
        aria-describedby={`${id}-hint ${id}-notes`}
        aria-invalid={parsed.faults.length > 0 ? true : undefined}
        value={text}
        readOnly={readOnly}
        rows={Math.min(Math.max(lines.length + 1, 8), 24)}
        wrap="off"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        placeholder={
          "allow both ${device}/#\ndeny publish alarms/+/silence\nallow publish halls/${label.hall}/# qos 1 no-retain"
        }
        className="overflow-x-auto font-mono text-xs leading-5"
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={`${id}-hint`} className="text-xs text-muted">
        {t.rich("hint", { code: (part) => <code className="font-mono">{part}</code> })}
      </p>
      <div id={`${id}-notes`} aria-live="polite" className="flex flex-col gap-1.5">
        {parsed.faults.slice(0, FAULTS_SHOWN).map(({ fault, line, column }) => (
          <FilterFault key={line} text={lines[line - 1] ?? ""} fault={fault} position={column} line={line} />
        ))}
        {parsed.faults.length > FAULTS_SHOWN ? (
          <p className="text-xs text-danger">{t("moreFaults", { count: parsed.faults.length - FAULTS_SHOWN })}</p>
        ) : null}
        {parsed.faults.length > 0
          ? null
          : [...byPosition].map(([position, of]) => (
              <div key={position} className="flex items-start gap-2">
                <span className="shrink-0 text-xs text-muted">{t("rule", { position })}</span>
                <div className="flex flex-col gap-1">
                  <LintNotes lints={of} />
                </div>
              </div>
            ))}
      </div>
    </div>
  );
}
