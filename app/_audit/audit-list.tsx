"use client";

import { Bot, ChevronRight, KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import type { AuditEntryView } from "../_services/audit-log/audit-entry.ts";
import { classes } from "../_ui/classes.ts";
import { TimeAgo } from "../_ui/time-ago.tsx";
import { useActionName } from "./action-name.ts";
import { EntryDetails } from "./entry-details.tsx";

/** Entries, newest first; each opens to what was before and what is since. */
export function AuditList({ entries }: { readonly entries: readonly AuditEntryView[] }) {
  const t = useTranslations("audit");
  return (
    <ol aria-label={t("list")} className="divide-y rounded-lg border bg-surface shadow-card">
      {entries.map((entry) => (
        <Entry key={entry.id} entry={entry} />
      ))}
    </ol>
  );
}

function Entry({ entry }: { readonly entry: AuditEntryView }) {
  const t = useTranslations("audit");
  const nameOf = useActionName();
  const details = useId();
  const [open, setOpen] = useState(false);
  // Who does something to themselves is named already.
  const target = entry.target === entry.actor ? "" : entry.target;
  const unnamed = target === "" && entry.targetKind === "invitation" && entry.target === "" ? t("byLink") : "";
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={details}
        onClick={() => setOpen(!open)}
        className="flex w-full items-center gap-3 px-3 py-2 text-left hover:bg-hover/50 focus-visible:-outline-offset-2"
      >
        <ChevronRight
          aria-hidden
          className={classes("size-4 shrink-0 text-faint transition-transform", open && "rotate-90")}
        />
        <span className="flex min-w-0 flex-1 flex-col gap-x-3 sm:flex-row sm:items-baseline">
          <span className="min-w-0 flex-1 text-sm">
            <Actor entry={entry} /> <span className="text-muted">{nameOf(entry.action)}</span>
            {target === "" ? null : <span className="font-medium"> {target}</span>}
            {unnamed === "" ? null : <span className="text-muted"> {unnamed}</span>}
          </span>
          <span className="flex shrink-0 gap-2 text-xs text-muted">
            {entry.address === null ? null : <span className="hidden font-mono lg:inline">{entry.address}</span>}
            <TimeAgo at={entry.at} />
          </span>
        </span>
        <span className="sr-only">{t(open ? "hide" : "show")}</span>
      </button>
      {/* Always there, so that the button names something. */}
      <div id={details} hidden={!open}>
        {open ? <EntryDetails entry={entry} /> : null}
      </div>
    </li>
  );
}

function Actor({ entry }: { readonly entry: AuditEntryView }) {
  const t = useTranslations("audit");
  const Icon = entry.actorKind === "apiKey" ? KeyRound : Bot;
  const kind = entry.actorKind === "apiKey" ? t("viaKey") : t("viaSystem");
  return (
    <span className="font-medium">
      {entry.actorKind === "user" ? null : (
        <Icon role="img" aria-label={kind} className="mr-1 inline size-3.5 align-[-2px] text-faint" />
      )}
      {entry.actor}
    </span>
  );
}
