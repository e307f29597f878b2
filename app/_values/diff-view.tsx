"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { classes } from "../_ui/classes.ts";
import { type DiffLine, diffLines } from "./line-diff.ts";

/** Unchanged lines told around each change. */
const CONTEXT_LINES = 3;

interface Told extends DiffLine {
  /** Its place among the lines of both texts. */
  readonly at: number;
}
interface Hunk {
  /** Unchanged lines left out before it. */
  readonly left: number;
  readonly lines: readonly Told[];
}

const MARK = { same: " ", removed: "−", added: "+" } as const;

/** What changed between two texts, line by line; what did not is folded away. */
export function DiffView({ before, after }: { readonly before: string; readonly after: string }) {
  const t = useTranslations("values");
  const lines = useMemo(() => diffLines(before, after), [before, after]);
  if (lines === undefined) return <p className="font-sans text-sm text-muted">{t("diffTooLarge")}</p>;
  if (lines.every(({ kind }) => kind === "same"))
    return <p className="font-sans text-sm text-muted">{t("diffSame")}</p>;
  const { hunks, left } = hunksOf(lines);
  return (
    <div className="font-mono text-xs leading-5 [overflow-wrap:anywhere] whitespace-pre-wrap">
      {hunks.map((hunk) => (
        <div key={hunk.lines[0]?.at}>
          <Left count={hunk.left} />
          {hunk.lines.map(({ kind, text, at }) => (
            <div
              key={at}
              className={classes(
                "-mx-4 flex gap-2 px-4",
                kind === "removed" && "bg-danger-soft",
                kind === "added" && "bg-ok-soft",
              )}
            >
              <span aria-hidden className="w-3 shrink-0 text-muted select-none">
                {MARK[kind]}
              </span>
              {kind === "same" ? null : <span className="sr-only">{t(kind)}</span>}
              <span className="min-w-0">{text === "" ? " " : text}</span>
            </div>
          ))}
        </div>
      ))}
      <Left count={left} />
    </div>
  );
}

function Left({ count }: { readonly count: number }) {
  const t = useTranslations("values");
  return count === 0 ? null : <p className="font-sans text-faint">{t("unchangedLines", { count })}</p>;
}

function hunksOf(lines: readonly DiffLine[]): { hunks: Hunk[]; left: number } {
  const hunks: { left: number; lines: Told[] }[] = [];
  let left = 0;
  for (const [at, line] of lines.entries()) {
    const near = lines
      .slice(Math.max(0, at - CONTEXT_LINES), at + CONTEXT_LINES + 1)
      .some(({ kind }) => kind !== "same");
    if (!near) {
      left++;
      continue;
    }
    if (left > 0 || hunks.length === 0) hunks.push({ left, lines: [] });
    left = 0;
    hunks.at(-1)?.lines.push({ ...line, at });
  }
  return { hunks, left };
}
