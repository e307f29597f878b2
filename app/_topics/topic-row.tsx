"use client";

import { ChevronRight, Pin, Star } from "lucide-react";
import { useTranslations } from "next-intl";
import { type CSSProperties, memo, type ReactNode } from "react";
import { classes } from "../_ui/classes.ts";
import { sparkPath } from "./sparkline.ts";
import type { KnownTopic } from "./topics-model.ts";

const SPARK_WIDTH = 52;
const SPARK_HEIGHT = 14;
/** Beyond this depth lines are indented no further: there would be no room for names. */
const INDENT_LEVELS_MAX = 12;
const INDENT_REM = 0.875;

/** One grid for the head and for all rows; whole names get the most of it. On a phone the value stands below the name. */
export function columns(whole: boolean): string {
  return classes(
    "grid grid-cols-[minmax(0,1fr)_auto_auto] items-center gap-x-2",
    whole
      ? "md:grid-cols-[minmax(0,8fr)_minmax(0,3fr)_3.5rem_3.25rem_2.75rem]"
      : "md:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_3.5rem_3.25rem_2.75rem]",
  );
}

/** A message came: a stroke at the edge that fades. A whole row that is lit four times a second would never be dark. */
export const FLASH = "pointer-events-none absolute inset-y-1 left-0 w-0.5 animate-flash rounded-full";

interface TopicRowProps {
  /** Undefined: its place is known, and nothing else yet. */
  readonly topic: KnownTopic | undefined;
  /** The whole name instead of the last level. */
  readonly whole: boolean;
  readonly index: number;
  readonly top: number;
  readonly height: number;
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
  readonly expanded: boolean;
  readonly selected: boolean;
  readonly active: boolean;
  readonly pinned: boolean;
  /** In words, so that a row is drawn anew only when they change. */
  readonly age: string;
  readonly rate: string;
  readonly onToggle: (topic: KnownTopic) => void;
}

/** A line of the tree. Clicks and keys are the tree's, by the index that the line carries. */
export const TopicRow = memo(function TopicRow(props: TopicRowProps) {
  const { topic, whole, index, top, height, level, position, siblings, expanded, selected, active, pinned } = props;
  const t = useTranslations("topics.row");
  const values = topic?.values;
  const branch = (values?.children ?? 0) > 0;
  const indent = `${0.375 + Math.min(level - 1, INDENT_LEVELS_MAX) * INDENT_REM}rem`;
  const name = whole ? topic?.path : topic?.name;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual treegrid has no table to be rows of
    <div
      role="row"
      data-row={index}
      aria-rowindex={index + 2}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-expanded={branch ? expanded : undefined}
      aria-selected={selected}
      tabIndex={active ? 0 : -1}
      className={classes(
        columns(whole),
        "group absolute inset-x-0 cursor-default pr-3 text-sm outline-none select-none hover:bg-hover",
        "focus-visible:z-1 focus-visible:rounded-sm focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-ring",
        selected && "bg-accent-soft hover:bg-accent-soft",
      )}
      style={{ top, height, "--indent": indent } as CSSProperties}
    >
      {topic !== undefined && topic.flashes > 0 ? <span key={topic.flashes} aria-hidden className={FLASH} /> : null}
      <Cell className="flex min-w-0 items-center gap-1 pl-(--indent)">
        <button
          type="button"
          tabIndex={-1}
          aria-hidden={!branch}
          aria-label={t(expanded ? "collapse" : "expand")}
          className={classes("grid size-6 shrink-0 place-items-center rounded-sm text-faint", !branch && "invisible")}
          onClick={(event) => {
            event.stopPropagation();
            if (topic !== undefined) props.onToggle(topic);
          }}
        >
          <ChevronRight aria-hidden className={classes("size-4 transition-transform", expanded && "rotate-90")} />
        </button>
        {topic === undefined ? (
          <span className="h-3 w-24 rounded-sm bg-hover" />
        ) : (
          <TopicName name={name ?? ""} title={topic.path} strong={branch && !whole} />
        )}
        {values?.retained ? (
          <span className="shrink-0 text-accent-text" title={t("retained")}>
            <Pin aria-hidden className="size-3" />
            <span className="sr-only">{t("retained")}</span>
          </span>
        ) : null}
        {pinned ? (
          <span className="shrink-0 text-warn" title={t("pinned")}>
            <Star aria-hidden className="size-3 fill-current" />
            <span className="sr-only">{t("pinned")}</span>
          </span>
        ) : null}
      </Cell>
      <Cell className="row-start-2 min-w-0 truncate pl-[calc(var(--indent)+1.75rem)] font-mono text-xs text-muted md:row-start-auto md:pl-0">
        {topic?.preview}
        {topic?.preview === "" ? <span className="font-sans italic">{t("emptyPayload")}</span> : null}
        {branch && !expanded ? (
          <span className="font-sans text-faint">
            {topic?.preview === undefined ? "" : " "}
            {t("below", { topics: values?.topics ?? 0, messages: values?.messages ?? 0 })}
          </span>
        ) : null}
      </Cell>
      <Cell className="hidden justify-end md:flex">
        <Sparkline counts={topic?.spark} label={t("spark")} />
      </Cell>
      <Cell className="row-start-2 text-right text-xs text-muted tabular-nums md:row-start-auto">{props.rate}</Cell>
      <Cell className="text-right text-xs text-muted tabular-nums">{props.age}</Cell>
    </div>
  );
});

/** A topic on one line: where there is no room for all of it, its last level is what stays. */
export function TopicName({ name, title, strong }: { name: string; title: string; strong: boolean }) {
  const t = useTranslations("topics.row");
  const slash = name.lastIndexOf("/") + 1;
  return (
    <span
      className={classes("flex min-w-0 font-mono text-[0.8125rem] whitespace-pre", strong && "font-medium")}
      title={title}
    >
      {name === "" ? <span className="font-sans text-xs text-muted italic">{t("emptyLevel")}</span> : null}
      {slash === 0 ? null : <span className="truncate text-muted">{name.slice(0, slash)}</span>}
      <span className={classes("truncate", slash > 0 && "max-w-[75%] shrink-0")}>{name.slice(slash)}</span>
    </span>
  );
}

/** The focus is the row's, as a treegrid may have it: cells hold nothing to be operated. */
function Cell({ className, children }: { readonly className: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: a virtual treegrid has no table
    <div role="gridcell" className={classes("relative", className)}>
      {children}
    </div>
  );
}

/** The last minute as one path. */
export function Sparkline({
  counts,
  label,
}: {
  readonly counts: readonly number[] | undefined;
  readonly label: string;
}) {
  const path = sparkPath(counts ?? [], SPARK_WIDTH, SPARK_HEIGHT);
  if (path === "") return null;
  return (
    <svg
      role="img"
      aria-label={label}
      width={SPARK_WIDTH}
      height={SPARK_HEIGHT + 2}
      viewBox={`0 -1 ${SPARK_WIDTH} ${SPARK_HEIGHT + 2}`}
    >
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.25" className="text-accent" />
    </svg>
  );
}
