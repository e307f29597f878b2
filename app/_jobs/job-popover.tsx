"use client";

import { ListChecks } from "lucide-react";
import { useTranslations } from "next-intl";
import type { JobView } from "../_services/jobs/job.ts";
import { Button } from "../_ui/button.tsx";
import { Popover } from "../_ui/popover.tsx";
import { JobEntry } from "./job-entry.tsx";
import { isOpen } from "./job-state.ts";

interface JobPopoverProps {
  readonly tenantSlug: string;
  readonly jobs: readonly JobView[];
}

/** How many jobs are open, and a window with all that are known. */
export default function JobPopover({ tenantSlug, jobs }: JobPopoverProps) {
  const t = useTranslations("shell.jobs");
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
