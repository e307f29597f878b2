"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useId, useOptimistic, useTransition } from "react";
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
  // A choice shows at once, not when the server has answered.
  const [shown, setShown] = useOptimistic(search);
  const go = (change: Partial<SessionSearch>) =>
    start(() => {
      const next = { ...search, cursor: undefined, ...change };
      setShown(next);
      router.push(`/${tenantSlug}/sessions${sessionQuery(next)}`);
    });
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2" aria-busy={pending}>
      <SearchInput label={t("search")} className="w-full sm:w-72" />
      <Segments
        label={t("state")}
        value={shown.state ?? "any"}
        onChange={(state) => go({ state: state === "any" ? undefined : state })}
        options={(["any", "online", "offline"] as const).map((value) => ({ value, label: t(value) }))}
      />
      <label htmlFor={`${id}-waiting`} className="flex min-h-6 items-center gap-2 text-sm">
        <Checkbox
          id={`${id}-waiting`}
          checked={shown.waiting}
          onChange={(event) => go({ waiting: event.target.checked })}
        />
        {t("waiting")}
      </label>
    </div>
  );
}
