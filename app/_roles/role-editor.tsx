"use client";

import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useMemo, useState, useTransition } from "react";
import { ACCESS_LIMITS } from "#core/limits.ts";
import { changesOf, diffRules } from "#core/role-diff.ts";
import { lintRules, type RoleLint } from "#core/role-lint.ts";
import { formatRuleText, parseRuleText } from "#core/rule-text.ts";
import type { RoleView } from "../_services/roles/role.ts";
import { Card, CardHeader } from "../_ui/card.tsx";
import { Notice } from "../_ui/notice.tsx";
import { Segments } from "../_ui/segments.tsx";
import { toast } from "../_ui/toast.tsx";
import { saveRules } from "./actions.ts";
import { type Draft, draftOf, faultsOf, linesOf, replaceRules, sameDraft } from "./draft.ts";
import { RuleTable } from "./rule-table.tsx";
import { RuleTextEditor } from "./rule-text-editor.tsx";
import { SaveBar } from "./save-bar.tsx";
import { StaleNotice } from "./stale-notice.tsx";
import { TestList } from "./test-list.tsx";
import { useCheck } from "./use-check.ts";

interface RoleEditorProps {
  readonly tenantSlug: string;
  /** As it was when the page was made. */
  readonly role: RoleView;
  readonly readOnly: boolean;
}

/** The rules and tests of a role: edited here, remarked upon as they change, saved as a whole. */
export function RoleEditor({ tenantSlug, role, readOnly }: RoleEditorProps) {
  const t = useTranslations("roles");
  /** What the draft began with; a save, and a look at what others saved, moves it on. */
  const [base, setBase] = useState(role);
  const [draft, setDraft] = useState<Draft>(() => draftOf(role));
  /** While it is edited as text; undefined: as a table. */
  const [text, setText] = useState<string>();
  const [note, setNote] = useState("");
  const [theirs, setTheirs] = useState<RoleView>();
  const [failure, setFailure] = useState<string>();
  const [tried, setTried] = useState(false);
  const [saving, startSaving] = useTransition();

  const parsed = useMemo(
    () => (text === undefined ? undefined : parseRuleText(text, ACCESS_LIMITS.rulesPerRoleMax)),
    [text],
  );
  const valid =
    (parsed === undefined || parsed.faults.length === 0) && faultsOf(draft).every((one) => one === undefined);
  const unchanged = sameDraft(draft, draftOf(base));
  const dirty = !unchanged || (parsed !== undefined && parsed.faults.length > 0);
  const { check, pending: checking } = useCheck(tenantSlug, role.id, valid ? draft : undefined);
  const lints = useMemo(() => lintsOf(draft, check?.lints), [draft, check]);

  const changeText = (next: string) => {
    setText(next);
    const { rules, faults } = parseRuleText(next, ACCESS_LIMITS.rulesPerRoleMax);
    if (faults.length === 0) setDraft(replaceRules(draft, rules));
  };
  const startFrom = (from: RoleView) => {
    setBase(from);
    setDraft(draftOf(from));
    setText(text === undefined ? undefined : formatRuleText(from.rules));
    setNote("");
    setTheirs(undefined);
    setFailure(undefined);
    setTried(false);
  };
  // A new name is a new version too, and no edit of the rules is stale by it.
  const begun = role.version > base.version && sameDraft(draftOf(role), draftOf(base)) ? role : base;
  const save = (over: RoleView = begun) => {
    setTried(true);
    setFailure(undefined);
    if (!valid) return setFailure(t("save.invalid"));
    startSaving(async () => {
      const outcome = await saveRules(tenantSlug, role.id, over.version, {
        rules: linesOf(draft),
        tests: draft.tests,
        note,
      });
      if (outcome.ok) {
        startFrom(outcome.value);
        toast(t("save.saved", { version: outcome.value.version }));
      } else if (outcome.theirs !== undefined) setTheirs(outcome.theirs);
      else setFailure(outcome.message);
    });
  };

  const onKeys = useEffectEvent((event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== "s" || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (dirty && !readOnly && !saving) save();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKeys(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [dirty]);

  const changes = changesOf(diffRules(base.rules, linesOf(draft))).length;
  return (
    <div className="flex flex-col gap-6">
      {theirs === undefined ? null : (
        <StaleNotice
          base={base}
          theirs={theirs}
          mine={linesOf(draft)}
          saving={saving}
          onTakeTheirs={() => startFrom(theirs)}
          onSaveMine={() => {
            setBase(theirs);
            setTheirs(undefined);
            save(theirs);
          }}
        />
      )}
      {failure === undefined ? null : <Notice tone="danger">{failure}</Notice>}
      <Card aria-labelledby="rules">
        <CardHeader
          id="rules"
          title={t("rules.title")}
          description={t("rules.lead")}
          actions={
            <Segments
              label={t("rules.view")}
              value={text === undefined ? "table" : "text"}
              options={[
                { value: "table", label: t("rules.asTable") },
                { value: "text", label: t("rules.asText") },
              ]}
              onChange={(view) => {
                if (view === "text") setText(formatRuleText(linesOf(draft)));
                // A table has no place for what is no rule.
                else if (parsed !== undefined && parsed.faults.length > 0) setFailure(t("text.mendFirst"));
                else setText(undefined);
              }}
            />
          }
        />
        {text === undefined || parsed === undefined ? (
          <RuleTable draft={draft} lints={lints} readOnly={readOnly} tellEmpty={tried} onChange={setDraft} />
        ) : (
          <RuleTextEditor text={text} parsed={parsed} lints={lints} readOnly={readOnly} onChange={changeText} />
        )}
      </Card>
      <TestList
        tenantSlug={tenantSlug}
        tests={draft.tests}
        results={checking ? undefined : check?.tests}
        readOnly={readOnly}
        onChange={(tests) => setDraft({ ...draft, tests })}
      />
      {dirty && !readOnly ? (
        <SaveBar
          changes={changes}
          check={check}
          checking={checking}
          note={note}
          saving={saving}
          onNote={setNote}
          onDiscard={() => startFrom(base)}
          onSave={() => save()}
        />
      ) : null}
    </div>
  );
}

/**
 * What the rules alone show is told at once; which devices have no value for a variable, the server said of late. Rules
 * that are not valid yet are left out: they decide nothing.
 */
function lintsOf(draft: Draft, told: readonly RoleLint[] | undefined): RoleLint[] {
  const unset = new Map(
    (told ?? []).flatMap((one) => (one.kind === "unsetVariable" ? [[one.variable, one.devices]] : [])),
  );
  const faults = faultsOf(draft);
  const places = faults.flatMap((fault, index) => (fault === undefined ? [index + 1] : []));
  const placeOf = (position: number) => places[position - 1] ?? position;
  const valid = linesOf(draft).filter((_, index) => faults[index] === undefined);
  return lintRules(valid, unset).map((lint) => ({
    ...lint,
    position: placeOf(lint.position),
    ...("by" in lint ? { by: lint.by.map(placeOf) } : {}),
  }));
}
