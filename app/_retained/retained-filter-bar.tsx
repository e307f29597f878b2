"use client";

import { ListFilter, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { Button } from "../_ui/button.tsx";
import { Input } from "../_ui/input.tsx";
import { SearchInput } from "../_ui/search-input.tsx";
import { type RetainedSearch, retainedQuery } from "./retained-search.ts";

interface RetainedFilterBarProps {
  readonly tenantSlug: string;
  readonly search: RetainedSearch;
  /** The filter is none. */
  readonly invalid: boolean;
}

/** What is shown; every choice is in the URL. */
export function RetainedFilterBar({ tenantSlug, search, invalid }: RetainedFilterBarProps) {
  const t = useTranslations("retained.filters");
  const router = useRouter();
  const [pending, start] = useTransition();
  const inUrl = search.filter ?? "";
  const [filter, setFilter] = useState({ inUrl, text: inUrl });
  // Back and Forward change the URL under us.
  if (filter.inUrl !== inUrl) setFilter({ inUrl, text: inUrl });
  const go = (change: Partial<RetainedSearch>) =>
    start(() => router.push(`/${tenantSlug}/retained${retainedQuery({ ...search, cursor: undefined, ...change })}`));
  const submit = () => {
    const text = filter.text.trim();
    if (text !== inUrl) go({ filter: text === "" ? undefined : text });
  };
  return (
    <div className="flex flex-wrap items-center gap-2" aria-busy={pending || undefined}>
      <SearchInput label={t("search")} className="w-full sm:w-64" />
      <form
        className="relative w-full sm:w-64"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <ListFilter
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint"
        />
        <Input
          className="pl-8 font-mono"
          aria-label={t("filter")}
          aria-invalid={invalid || undefined}
          placeholder="hall/+/state"
          title={t("filterHint")}
          maxLength={2_000}
          spellCheck={false}
          autoCapitalize="none"
          value={filter.text}
          onChange={(event) => setFilter({ inUrl, text: event.target.value })}
          onBlur={submit}
        />
      </form>
      {search.text === undefined && search.filter === undefined ? null : (
        <Button variant="quiet" onClick={() => go({ text: undefined, filter: undefined })}>
          <X aria-hidden />
          {t("clear")}
        </Button>
      )}
    </div>
  );
}
