import type { Actor } from "../_services/actor.ts";
import { hasPermission } from "../_services/actor.ts";
import { onJobNews } from "../_services/jobs/job-news.ts";
import { listJobs } from "../_services/jobs/list-jobs.ts";

/** Jobs told to a page: those that are open, and the last that ended. */
const JOBS_TOLD = 10;
/** A step takes up to a second; a person sees four moves of a bar in one. */
const PAUSE_MS = 250;
/** Another process may work on jobs too, and tells nobody here. */
const LOOK_ANYWAY_MS = 10_000;

/**
 * Tells a page its tenant's newest jobs, at once and whenever they move on.
 * @returns what ends that
 */
export function followJobs(actor: Actor, send: (jobs: string) => void): () => void {
  if (!hasPermission(actor, "jobs.read")) return () => {};
  let told = "";
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const look = async () => {
    timer = undefined;
    const page = await listJobs(actor, { limit: JOBS_TOLD, cursor: undefined }).catch(() => undefined);
    const news = page === undefined ? told : JSON.stringify(page.data);
    if (ended || news === told) return;
    told = news;
    send(news);
  };
  const soon = () => {
    timer ??= setTimeout(look, PAUSE_MS);
  };
  const stop = onJobNews(actor.tenantId, soon);
  const anyway = setInterval(soon, LOOK_ANYWAY_MS);
  void look();
  return () => {
    ended = true;
    stop();
    clearInterval(anyway);
    clearTimeout(timer);
  };
}
