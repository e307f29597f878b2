"use client";

import { ArrowDown, ArrowUp, CopyPlus, Ellipsis, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ClipboardEvent, type KeyboardEvent, useId } from "react";
import type { RuleLine } from "#core/acl.ts";
import { ACCESS_LIMITS } from "#core/limits.ts";
import type { RoleLint } from "#core/role-lint.ts";
import type { RuleFilterFaultAt } from "#core/rule-filter.ts";
import { parseRuleText } from "#core/rule-text.ts";
import { Button } from "../_ui/button.tsx";
import { classes } from "../_ui/classes.ts";
import { Checkbox, Input, Select } from "../_ui/input.tsx";
import { Menu, MenuItem, MenuSeparator } from "../_ui/menu.tsx";
import type { DraftRule } from "./draft.ts";
import { FilterFault } from "./filter-fault.tsx";
import { LintNotes } from "./lint-notes.tsx";

/** The columns of a rule at a desk; on a phone it is three lines. */
export const RULE_COLUMNS =
  "md:grid-cols-[2rem_6.75rem_9.5rem_minmax(0,1fr)_5.5rem_5rem_2rem] grid-cols-[1.5rem_minmax(0,1fr)_minmax(0,1fr)_2rem]";

export interface RuleRowProps {
  readonly rule: DraftRule;
  /** From 1. */
  readonly position: number;
  readonly last: boolean;
  readonly readOnly: boolean;
  readonly fault: RuleFilterFaultAt | undefined;
  /** An empty filter is only told of once somebody tried to save. */
  readonly tellEmpty: boolean;
  readonly lints: readonly RoleLint[];
  readonly onChange: (change: Partial<RuleLine>) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
  /** Behind this one; without lines an empty one. */
  readonly onInsert: (lines?: readonly RuleLine[]) => void;
}

/** One rule, each part a control of its own. Alt and an arrow move it, Enter begins the next. */
export function RuleRow(props: RuleRowProps) {
  const { rule, position, readOnly, fault, tellEmpty, lints, onChange, onMove, onInsert } = props;
  const t = useTranslations("roles");
  const faultId = useId();
  const retainId = useId();
  const told = fault !== undefined && (fault.fault !== "empty" || tellEmpty) ? fault : undefined;
  const isDeny = rule.effect === "deny";

  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    onMove(event.key === "ArrowUp" ? -1 : 1);
  };
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData("text/plain");
    if (!/[\r\n]/.test(text.trim())) return;
    const { rules, faults } = parseRuleText(text, ACCESS_LIMITS.rulesPerRoleMax);
    if (rules.length === 0 || faults.length > 0) return;
    event.preventDefault();
    onInsert(rules);
  };

  return (
    <li
      className={classes(
        "grid items-center gap-x-2 gap-y-1.5 px-3 py-2 transition-colors hover:bg-hover/40",
        RULE_COLUMNS,
        told === undefined ? "" : "bg-danger-soft/40",
      )}
      onKeyDown={readOnly ? undefined : onKeyDown}
      aria-label={t("rules.one", { position })}
    >
      <span aria-hidden className="text-right font-mono text-xs text-faint tabular-nums">
        {position}
      </span>
      <Select
        aria-label={t("rules.effectOf", { position })}
        value={rule.effect}
        disabled={readOnly}
        onChange={(event) => onChange({ effect: event.target.value as RuleLine["effect"] })}
        className={classes("font-medium", isDeny ? "text-danger" : "text-ok")}
      >
        {(["allow", "deny"] as const).map((effect) => (
          <option key={effect} value={effect} className="text-ink">
            {t(`effect.${effect}`)}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t("rules.actionOf", { position })}
        value={rule.action}
        disabled={readOnly}
        onChange={(event) => onChange({ action: event.target.value as RuleLine["action"] })}
      >
        {(["both", "publish", "subscribe"] as const).map((action) => (
          <option key={action} value={action}>
            {t(`action.${action}`)}
          </option>
        ))}
      </Select>
      <Input
        aria-label={t("rules.filterOf", { position })}
        aria-invalid={told === undefined ? undefined : true}
        aria-describedby={told === undefined && lints.length === 0 ? undefined : faultId}
        data-rule-filter={rule.key}
        value={rule.filter}
        readOnly={readOnly}
        placeholder="${device}/#"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        className="font-mono text-xs max-md:col-span-2 max-md:col-start-2 max-md:row-start-2"
        onChange={(event) => onChange({ filter: event.target.value })}
        onPaste={readOnly ? undefined : onPaste}
        onKeyDown={(event) => {
          if (readOnly || event.key !== "Enter" || event.metaKey || event.ctrlKey) return;
          event.preventDefault();
          onInsert();
        }}
      />
      <span className={classes("max-md:col-start-2 max-md:row-start-3", isDeny && "invisible max-md:hidden")}>
        <Select
          aria-label={t("rules.qosOf", { position })}
          value={String(rule.qosMax)}
          disabled={readOnly}
          onChange={(event) => onChange({ qosMax: Number(event.target.value) })}
        >
          {[2, 1, 0].map((qos) => (
            <option key={qos} value={qos}>
              {qos === 2 ? t("rules.anyQos") : t("rules.qosUpTo", { qos })}
            </option>
          ))}
        </Select>
      </span>
      <span
        className={classes(
          "flex h-8 items-center gap-2 text-xs text-muted max-md:col-start-3 max-md:row-start-3 md:justify-center",
          (isDeny || rule.action === "subscribe") && "invisible max-md:hidden",
        )}
      >
        <Checkbox
          id={retainId}
          aria-label={t("rules.retainOf", { position })}
          checked={rule.retainAllowed}
          disabled={readOnly}
          onChange={(event) => onChange({ retainAllowed: event.target.checked })}
        />
        <label htmlFor={retainId} className="md:sr-only">
          {t("rules.retain")}
        </label>
      </span>
      {readOnly ? <span /> : <RowMenu {...props} />}
      {told === undefined && lints.length === 0 ? null : (
        <div id={faultId} className="col-span-full col-start-2 flex flex-col gap-1 max-md:row-start-4 md:col-start-4">
          {told === undefined ? null : <FilterFault text={rule.filter} fault={told.fault} position={told.position} />}
          <LintNotes lints={lints} />
        </div>
      )}
    </li>
  );
}

function RowMenu({ rule, position, last, onMove, onRemove, onInsert }: RuleRowProps) {
  const t = useTranslations("roles.rules");
  return (
    <Menu
      trigger={
        <Button
          variant="quiet"
          size="iconSm"
          className="max-md:col-start-4 max-md:row-start-1"
          aria-label={t("menuOf", { position })}
        >
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      <MenuItem disabled={position === 1} onClick={() => onMove(-1)}>
        <ArrowUp aria-hidden />
        {t("moveUp")}
      </MenuItem>
      <MenuItem disabled={last} onClick={() => onMove(1)}>
        <ArrowDown aria-hidden />
        {t("moveDown")}
      </MenuItem>
      <MenuItem onClick={() => onInsert([rule])}>
        <CopyPlus aria-hidden />
        {t("duplicate")}
      </MenuItem>
      <MenuSeparator />
      <MenuItem danger onClick={onRemove}>
        <Trash2 aria-hidden />
        {t("remove")}
      </MenuItem>
    </Menu>
  );
}
