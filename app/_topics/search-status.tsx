"use client";

import { useTranslations } from "next-intl";
import type { SearchState, TopicsSearch } from "#core/live-topics.ts";
import { classes } from "../_ui/classes.ts";

interface SearchStatusProps {
  readonly search: TopicsSearch;
  /** Undefined until the broker said something. */
  readonly state: SearchState | undefined;
  readonly shown: number;
}

/** How far the search is, what it found, and why it found nothing. */
export function SearchStatus({ search, state, shown }: SearchStatusProps) {
  const t = useTranslations("topics.search");
  const wrong = state?.state === "failed" || state?.state === "tooCostly";
  return (
    <p
      role="status"
      className={classes(
        "border-b px-3 py-1.5 text-xs tabular-nums",
        wrong ? "bg-danger-soft text-danger" : "text-muted",
      )}
    >
      {state === undefined || state.state === "searching"
        ? t("searching", { looked: state?.looked ?? 0, count: state?.found ?? 0 })
        : state.state === "failed"
          ? t(`failed.${search.kind === "filter" ? "filter" : "regex"}`)
          : state.state === "tooCostly"
            ? t("tooCostly")
            : state.found > shown
              ? t("some", { count: state.found, shown })
              : t("all", { count: state.found })}
    </p>
  );
}
