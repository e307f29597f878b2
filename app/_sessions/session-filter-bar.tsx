"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useId, useTransition } from "react";
import { Checkbox } from "../_ui/input.tsx";
import { SearchInput } from "../_ui/search-input.tsx";
import { Segments } from "../_ui/segments.tsx";
import { type SessionSearch, sessionQuery } from "./session-search.ts";

/** What is shown; every choice is in the URL. */
export function SessionFilterBar({
  tenantSlug,
  search,
}: {
  readonly tenantSlug: string;
  readonly search: SessionSearch;
}) {
  const t = useTranslations("sessions.filters");
  const router = useRouter();
  const id = useId();
  const [pending, start] = useTransition();
  const go = (change: Partial<SessionSearch>) =>
    start(() => router.push(`/${tenantSlug}/sessions${sessionQuery({ ...search, cursor: undefined, ...change })}`));
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2" aria-busy={pending}>
      <SearchInput label={t("search")} className="w-full sm:w-72" />
      <Segments
        label={t("state")}
        value={search.state ?? "any"}
        onChange={(state) => go({ state: state === "any" ? undefined : state })}
        options={(["any", "online", "offline"] as const).map((value) => ({ value, label: t(value) }))}
      />
      <label htmlFor={`${id}-waiting`} className="flex min-h-6 items-center gap-2 text-sm">
        <Checkbox
          id={`${id}-waiting`}
          checked={search.waiting}
          onChange={(event) => go({ waiting: event.target.checked })}
        />
        {t("waiting")}
      </label>
    </div>
  );
}
