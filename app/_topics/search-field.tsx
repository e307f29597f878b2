"use client";

import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { SEARCH_CHARS_MAX, type TopicsSearch } from "#core/live-topics.ts";
import { useHotkey } from "../_ui/hotkey.ts";
import { Input, Select } from "../_ui/input.tsx";
import { Kbd } from "../_ui/kbd.tsx";
import { SEARCH_KINDS } from "./topics-url.ts";

interface SearchFieldProps {
  readonly search: TopicsSearch | undefined;
  readonly onSearch: (search: TopicsSearch | undefined) => void;
}

const SEARCH_AFTER_MS = 250;

function same(one: TopicsSearch | undefined, other: TopicsSearch | undefined): boolean {
  return one?.kind === other?.kind && one?.text === other?.text;
}

/** What is looked for, and in what: topics, a pattern, an expression, payloads. The broker searches. */
export function SearchField({ search, onSearch }: SearchFieldProps) {
  const t = useTranslations("topics.search");
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<TopicsSearch>({
    kind: search?.kind ?? "text",
    text: search?.text ?? "",
  });
  const wanted = typed.text.trim() === "" ? undefined : typed;
  const [sent, setSent] = useState(search);
  // Back and Forward change the question under us; what we sent comes back as it is.
  const [known, setKnown] = useState(search);
  if (!same(search, known)) {
    setKnown(search);
    if (!same(search, sent)) {
      setSent(search);
      setTyped({ kind: search?.kind ?? typed.kind, text: search?.text ?? "" });
    }
  }
  useHotkey("/", () => field.current?.focus(), t("label"));
  useEffect(() => {
    if (same(wanted, sent)) return;
    const timer = setTimeout(() => {
      setSent(wanted);
      onSearch(wanted);
    }, SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [wanted, sent, onSearch]);
  return (
    <search className="flex min-w-0 flex-1 gap-1.5">
      <span className="relative min-w-0 flex-1">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint"
        />
        <Input
          ref={field}
          type="search"
          aria-label={t("label")}
          placeholder={t(`placeholder.${typed.kind}`)}
          maxLength={SEARCH_CHARS_MAX}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          className="pr-9 pl-8 [&::-webkit-search-cancel-button]:hidden"
          value={typed.text}
          onChange={(event) => setTyped({ ...typed, text: event.target.value })}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            if (typed.text === "") event.currentTarget.blur();
            setTyped({ ...typed, text: "" });
          }}
        />
        <span aria-hidden className="pointer-events-none absolute top-1/2 right-2 hidden -translate-y-1/2 sm:block">
          {typed.text === "" ? <Kbd>/</Kbd> : null}
        </span>
      </span>
      <span className="w-32 shrink-0">
        <Select
          aria-label={t("by")}
          value={typed.kind}
          onChange={(event) => {
            const kind = SEARCH_KINDS.find((each) => each === event.target.value) ?? "text";
            setTyped({ ...typed, kind });
          }}
        >
          {SEARCH_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {t(`kinds.${kind}`)}
            </option>
          ))}
        </Select>
      </span>
    </search>
  );
}
