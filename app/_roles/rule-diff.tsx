import { ArrowUpDown, Minus, PencilLine, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import type { RuleLine } from "#core/acl.ts";
import { changesOf, diffRules, type RuleChange } from "#core/role-diff.ts";
import { classes } from "../_ui/classes.ts";
import { RuleWords } from "./rule-words.tsx";

const MARKS = {
  added: { icon: Plus, colour: "text-ok" },
  removed: { icon: Minus, colour: "text-danger" },
  moved: { icon: ArrowUpDown, colour: "text-muted" },
  changed: { icon: PencilLine, colour: "text-warn" },
} as const;

/** What is to be done to one list of rules to get the other. */
export function RuleDiff({
  before,
  after,
  label,
}: {
  readonly before: readonly RuleLine[];
  readonly after: readonly RuleLine[];
  readonly label: string;
}) {
  const t = useTranslations("roles.diff");
  const changes = changesOf(diffRules(before, after));
  if (changes.length === 0) return <p className="text-sm text-muted">{t("none")}</p>;
  const unchanged = after.length - changes.filter(({ kind }) => kind !== "removed").length;
  return (
    <div className="flex flex-col gap-2">
      <ul aria-label={label} className="divide-y overflow-hidden rounded-lg border bg-surface">
        {changes.map((change) => (
          <li key={`${change.kind} ${"from" in change ? change.from : ""} ${"to" in change ? change.to : ""}`}>
            <Change change={change} />
          </li>
        ))}
      </ul>
      {unchanged > 0 ? <p className="text-xs text-muted">{t("unchanged", { count: unchanged })}</p> : null}
    </div>
  );
}

function Change({ change }: { readonly change: RuleChange }) {
  const t = useTranslations("roles.diff");
  const { icon: Icon, colour } = MARKS[change.kind];
  return (
    <div className="flex items-start gap-2.5 px-3 py-2">
      <span className={classes("mt-0.5 inline-flex w-20 shrink-0 items-center gap-1.5 text-xs font-medium", colour)}>
        <Icon aria-hidden className="size-3.5 shrink-0" />
        {t(change.kind)}
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        {change.kind === "added" ? null : (
          <RuleWords
            rule={change.before}
            className={change.kind === "moved" ? undefined : "border-danger border-l-2 pl-2.5"}
          />
        )}
        {"after" in change ? <RuleWords rule={change.after} className="border-l-2 border-ok pl-2.5" /> : null}
      </div>
      <span className="mt-1 shrink-0 font-mono text-xs text-faint tabular-nums">{place(change)}</span>
    </div>
  );
}

function place(change: RuleChange): string {
  if (change.kind === "added") return `${change.to}`;
  if (change.kind === "removed") return `${change.from}`;
  return change.from === change.to ? `${change.to}` : `${change.from} → ${change.to}`;
}
