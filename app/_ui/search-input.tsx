"use client";

import { Search } from "lucide-react";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState, useTransition } from "react";
import { classes } from "./classes.ts";
import { useHotkey } from "./hotkey.ts";
import { Input } from "./input.tsx";
import { Kbd } from "./kbd.tsx";

const SEARCH_AFTER_MS = 200;

/** A search field whose text is the `q` of the URL: it can be shared, and Back undoes it. */
export function SearchInput({ label, className }: { readonly label: string; readonly className?: string }) {
  const t = useTranslations("common");
  const router = useRouter();
  const pathname = usePathname();
  const params = useSearchParams();
  const inUrl = params.get("q") ?? "";
  const [text, setText] = useState(inUrl);
  const [sent, setSent] = useState(inUrl);
  const [pending, start] = useTransition();
  const field = useRef<HTMLInputElement>(null);
  // Back and Forward change the URL under us.
  if (inUrl !== sent && !pending) {
    setSent(inUrl);
    setText(inUrl);
  }
  useHotkey("/", () => field.current?.focus(), label);

  useEffect(() => {
    if (text === sent) return;
    const timer = setTimeout(() => {
      const next = new URLSearchParams(params);
      if (text.trim() === "") next.delete("q");
      else next.set("q", text);
      next.delete("cursor");
      setSent(text);
      start(() => router.replace(`${pathname}?${next}`, { scroll: false }));
    }, SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, sent, params, pathname, router]);

  return (
    <search className={classes("relative", className)}>
      <Search
        aria-hidden
        className={classes(
          "pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint",
          pending && "animate-pulse-soft",
        )}
      />
      <Input
        ref={field}
        type="search"
        aria-label={label}
        placeholder={label}
        title={t("searchKey")}
        maxLength={200}
        className="pr-9 pl-8 [&::-webkit-search-cancel-button]:hidden"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          if (text === "") event.currentTarget.blur();
          setText("");
        }}
      />
      <span aria-hidden className="pointer-events-none absolute top-1/2 right-2 hidden -translate-y-1/2 sm:block">
        {text === "" ? <Kbd>/</Kbd> : null}
      </span>
    </search>
  );
}
