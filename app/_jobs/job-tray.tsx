"use client";

import { ListChecks } from "lucide-react";
import { useTranslations } from "next-intl";
import { useJobs } from "../_live/live-provider.tsx";
import { Button } from "../_ui/button.tsx";
import { Popover } from "../_ui/popover.tsx";
import { JobEntry } from "./job-entry.tsx";
import { isOpen } from "./job-state.ts";

/** The tenant's long work, in the header of every page: it goes on wherever one goes. Absent while there is none. */
export function JobTray({ tenantSlug }: { readonly tenantSlug: string }) {
  const t = useTranslations("shell.jobs");
  const jobs = useJobs();
  if (jobs.length === 0) return null;
  const open = jobs.filter(isOpen).length;
  return (
    <Popover
      title={t("title")}
      trigger={
        <Button variant="quiet" className="px-2" aria-label={open === 0 ? t("title") : t("running", { count: open })}>
          <ListChecks aria-hidden />
          {open === 0 ? null : (
            <span aria-hidden className="flex items-center gap-1.5 text-xs tabular-nums">
              {open}
              <span className="size-1.5 animate-pulse-soft rounded-full bg-accent" />
            </span>
          )}
        </Button>
      }
    >
      <ul className="min-h-0 divide-y overflow-y-auto">
        {jobs.map((job) => (
          <li key={job.id}>
            <JobEntry tenantSlug={tenantSlug} job={job} />
          </li>
        ))}
      </ul>
    </Popover>
  );
}
