import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { useJobs } from "../_live/live-provider.tsx";

/**
 * Reads the page again when a job ends that may have made, changed or deleted what it shows.
 * @param kinds how the kinds of such jobs begin
 */
export function useReadAgainAfterJobs(kinds: string): void {
  const router = useRouter();
  const jobs = useJobs();
  const concerned = jobs.filter(({ kind, finishedAt }) => kind.startsWith(kinds) && finishedAt !== null);
  const ended = concerned.length;
  const newest = concerned[0]?.finishedAt ?? "";
  const known = jobs.length > 0;
  const seen = useRef<string>(undefined);
  useEffect(() => {
    const now = `${ended} ${newest}`;
    if (seen.current !== undefined && seen.current !== now && ended > 0) router.refresh();
    if (known) seen.current = now;
  }, [ended, newest, known, router]);
}
