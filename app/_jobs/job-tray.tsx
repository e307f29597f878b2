"use client";

import dynamic from "next/dynamic";
import { useJobs } from "../_live/live-provider.tsx";

// A page without jobs need not carry it.
const JobPopover = dynamic(() => import("./job-popover.tsx"), { ssr: false });

/** The tenant's long work, in the header of every page: it goes on wherever one goes. Absent while there is none. */
export function JobTray({ tenantSlug }: { readonly tenantSlug: string }) {
  const jobs = useJobs();
  return jobs.length === 0 ? null : <JobPopover tenantSlug={tenantSlug} jobs={jobs} />;
}
