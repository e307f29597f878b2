"use client";

import { useTranslations } from "next-intl";
import type { TopicsSort } from "#core/live-topics.ts";
import { classes } from "../_ui/classes.ts";
import { columns } from "./topic-row.tsx";

interface TreeHeadProps {
  /** The names below are whole topics. */
  readonly whole: boolean;
  readonly sort: TopicsSort;
  readonly onSort: (sort: TopicsSort) => void;
}

/** The heads of the tree's columns; by three of them one can sort. */
export function TreeHead({ whole, sort, onSort }: TreeHeadProps) {
  const t = useTranslations("topics.columns");
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual treegrid has no table
    <div role="rowgroup" className="sticky top-0 z-10 border-b bg-sunken">
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <div
        role="row"
        tabIndex={-1}
        aria-rowindex={1}
        className={classes(columns(whole), "h-7 pr-3 text-xs font-medium text-muted")}
      >
        <Sortable by="name" sort={sort} onSort={onSort}>
          {t("topic")}
        </Sortable>
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        <span role="columnheader" tabIndex={-1} className="hidden md:block">
          {t("value")}
        </span>
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        <span role="columnheader" tabIndex={-1} className="hidden text-right md:block">
          {t("minute")}
        </span>
        <Sortable by="rate" sort={sort} onSort={onSort}>
          {t("rate")}
        </Sortable>
        <Sortable by="last" sort={sort} onSort={onSort}>
          {t("age")}
        </Sortable>
      </div>
    </div>
  );
}

interface SortableProps extends Pick<TreeHeadProps, "sort" | "onSort"> {
  readonly by: TopicsSort;
  readonly children: string;
}

function Sortable({ by, sort, onSort, children }: SortableProps) {
  const t = useTranslations("topics.columns");
  const chosen = by === sort;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual treegrid has no table
    <span
      role="columnheader"
      tabIndex={-1}
      aria-sort={chosen ? (by === "name" ? "ascending" : "descending") : "none"}
      className={by === "name" ? "pl-8" : "text-right"}
    >
      <button
        type="button"
        title={t("sortBy", { column: children })}
        className={classes("min-h-6 rounded-sm hover:text-ink", chosen && "text-ink")}
        onClick={() => onSort(by)}
      >
        {children}
        <span aria-hidden>{chosen ? (by === "name" ? " ↑" : " ↓") : ""}</span>
      </button>
    </span>
  );
}
