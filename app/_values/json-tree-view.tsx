"use client";

import { useTranslations } from "next-intl";
import { useCallback, useMemo } from "react";
import { JsonView } from "react-json-view-lite";
import type { JsonTree } from "./json-tree.ts";

/** Up to so many values a tree is open altogether; a larger one, two levels deep. */
const OPEN_VALUES_MAX = 100;
const OPEN_LEVELS_MAX = 16;

const EXPANDER =
  "mr-0.5 inline-grid size-6 cursor-pointer place-items-center rounded-sm align-middle text-faint select-none hover:bg-hover hover:text-ink";

/** A JSON value to be opened and closed; arrow keys work as in any tree. */
export function JsonTreeView({ tree }: { readonly tree: JsonTree }) {
  const t = useTranslations("values");
  const small = tree.values <= OPEN_VALUES_MAX;
  const open = useCallback((level: number) => level < (small ? OPEN_LEVELS_MAX : 2), [small]);
  const style = useMemo(
    () => ({
      container: "font-mono text-xs leading-6 break-words [overflow-wrap:anywhere] whitespace-pre-wrap",
      childFieldsContainer: "",
      basicChildStyle: "pl-6",
      label: "mr-1.5 text-muted",
      clickableLabel: "mr-1.5 cursor-pointer text-muted hover:text-ink",
      nullValue: "text-faint",
      undefinedValue: "text-faint",
      numberValue: "text-accent-text",
      otherValue: "text-accent-text",
      stringValue: "text-ok",
      booleanValue: "text-warn",
      punctuation: "text-muted",
      expandIcon: `${EXPANDER} -ml-6 after:content-['▸']`,
      collapseIcon: `${EXPANDER} -ml-6 after:content-['▾']`,
      collapsedContent: "mx-1 cursor-pointer text-faint after:content-['…'] hover:text-ink",
      // The tree's strings and names are their source text, quotes included.
      noQuotesForStringValues: true,
      quotesForFieldNames: false,
      stringifyStringValues: false,
      ariaLables: { collapseJson: t("collapse"), expandJson: t("expand") },
    }),
    [t],
  );
  if (typeof tree.root !== "object" || tree.root === null) return null;
  return <JsonView data={tree.root} style={style} shouldExpandNode={open} clickToExpandNode aria-label={t("json")} />;
}
