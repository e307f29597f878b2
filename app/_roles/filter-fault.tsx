import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { RuleTextFault } from "#core/rule-text.ts";

interface FilterFaultProps {
  readonly id?: string;
  readonly text: string;
  readonly fault: RuleTextFault;
  /** In UTF-16 units, from 0. */
  readonly position: number;
  /** Of a text of many, from 1. */
  readonly line?: number;
}

/** Before and behind the caret: enough to know the place, and a line on a phone. */
const SHOWN_BEFORE = 28;
const SHOWN_AFTER = 16;

/** What is wrong with a filter, in words, and where: the text with a caret below its place. */
export function FilterFault({ id, text, fault, position, line }: FilterFaultProps) {
  const t = useTranslations("roles");
  const from = Math.max(0, position - SHOWN_BEFORE);
  const shown = `${from > 0 ? "…" : ""}${text.slice(from, position + SHOWN_AFTER)}`;
  const caret = position - from + (from > 0 ? 1 : 0);
  return (
    <div id={id} className="flex flex-col gap-0.5 text-xs text-danger">
      <p className="flex items-start gap-1.5">
        <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
        {line === undefined ? t(`fault.${fault}`) : t("text.faultAt", { line, fault: t(`fault.${fault}`) })}
      </p>
      {text === "" ? null : (
        <pre aria-hidden="true" className="ml-5 overflow-hidden font-mono leading-4">
          {`${shown}\n${" ".repeat(caret)}^`}
        </pre>
      )}
    </div>
  );
}
