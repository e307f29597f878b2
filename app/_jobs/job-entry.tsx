"use client";

import { CircleAlert, CircleCheck, CircleSlash, Download, LoaderCircle, X } from "lucide-react";
import { useFormatter, useNow, useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import type { JobErrorView, JobView } from "../_services/jobs/job.ts";
import { Button } from "../_ui/button.tsx";
import { classes } from "../_ui/classes.ts";
import { Progress } from "../_ui/progress.tsx";
import { TimeAgo } from "../_ui/time-ago.tsx";
import { cancelJob, readJobErrors, takeJobFile } from "./actions.ts";
import { isOpen, ratePerSecond } from "./job-state.ts";
import { saveFile } from "./save-file.ts";

const MARKS = {
  queued: [LoaderCircle, "text-muted"],
  running: [LoaderCircle, "animate-spin text-accent-text"],
  done: [CircleCheck, "text-ok"],
  failed: [CircleAlert, "text-danger"],
  cancelled: [CircleSlash, "text-muted"],
} as const;

/** Messages of the kinds of work. */
const KIND_WORDS = {
  "devices.import": "kinds.devices.import",
  "devices.change": "kinds.devices.change",
  "devices.export": "kinds.devices.export",
  "retained.clear": "kinds.retained.clear",
} as const satisfies Record<JobView["kind"], string>;

/** One job: how far it is, how to stop it, what went wrong, and the files it made. */
export function JobEntry({ tenantSlug, job }: { readonly tenantSlug: string; readonly job: JobView }) {
  const t = useTranslations("shell.jobs");
  const format = useFormatter();
  const now = useNow({ updateInterval: 1_000 });
  const [pending, start] = useTransition();
  const [failure, setFailure] = useState<string>();
  const [errors, setErrors] = useState<readonly JobErrorView[]>();
  const [Mark, tone] = MARKS[job.state];
  const rate = ratePerSecond(job, now.getTime());
  const count = job.done + job.failed;
  // What is still being written is not offered.
  const files = isOpen(job) ? [] : job.files;

  const run = (work: () => Promise<string | undefined>) => start(async () => setFailure(await work()));
  const cancel = () => run(async () => problemOf(await cancelJob(tenantSlug, job.id)));
  const take = (name: "result" | "secrets") =>
    run(async () => {
      const file = await takeJobFile(tenantSlug, job.id, name);
      if (!file.ok) return file.message;
      const ending = name === "result" && file.value.startsWith("{") ? "jsonl" : "csv";
      saveFile(`${job.kind.replace(".", "-")}-${name}.${ending}`, file.value, "text/plain;charset=utf-8");
      return undefined;
    });
  const showErrors = () =>
    run(async () => {
      const read = await readJobErrors(tenantSlug, job.id);
      if (read.ok) setErrors(read.value);
      return problemOf(read);
    });

  return (
    <div className="flex flex-col gap-2 px-3.5 py-3 text-sm">
      <div className="flex items-center gap-2">
        <Mark aria-hidden className={classes("size-4 shrink-0", tone)} />
        <span className="min-w-0 flex-1 truncate font-medium">{t(KIND_WORDS[job.kind])}</span>
        {isOpen(job) ? (
          <Button
            size="iconSm"
            variant="quiet"
            aria-label={t("cancel")}
            pending={pending || job.cancelRequested}
            onClick={cancel}
          >
            <X aria-hidden />
          </Button>
        ) : (
          <span className="text-xs whitespace-nowrap text-muted">
            {t(`states.${job.state}`)} · <TimeAgo at={job.finishedAt ?? job.createdAt} />
          </span>
        )}
      </div>
      {isOpen(job) ? <Progress label={t(KIND_WORDS[job.kind])} value={count} max={job.total} /> : null}
      <p className="text-xs text-muted tabular-nums">
        {job.total === null ? t("count", { done: count }) : t("countOf", { done: count, total: job.total })}
        {isOpen(job) && rate !== undefined
          ? ` · ${t("rate", { rate: format.number(rate, { maximumFractionDigits: 0 }) })}`
          : null}
        {job.state === "queued" ? ` · ${t("states.queued")}` : null}
      </p>
      {job.failure === null ? null : <p className="text-xs text-danger">{job.failure}</p>}
      {failure === undefined ? null : (
        <p role="alert" className="text-xs text-danger">
          {failure}
        </p>
      )}
      <div className="flex flex-wrap gap-2 empty:hidden">
        {files.map(({ name }) => (
          <Button key={name} size="sm" pending={pending} onClick={() => take(name)}>
            <Download aria-hidden />
            {t(`files.${name}`)}
          </Button>
        ))}
        {job.failed > 0 && errors === undefined ? (
          <Button size="sm" variant="dangerQuiet" pending={pending} onClick={showErrors}>
            {t("errors", { count: job.failed })}
          </Button>
        ) : null}
      </div>
      {files.some(({ name }) => name === "secrets") ? <p className="text-xs text-warn">{t("secretsOnce")}</p> : null}
      {errors === undefined ? null : (
        <ul className="max-h-40 overflow-y-auto rounded-md border bg-sunken px-2.5 py-1.5 text-xs">
          {errors.map(({ row, label, message }) => (
            <li key={row} className="py-0.5">
              <span className="text-muted tabular-nums">{row}</span> <span className="font-mono">{label}</span>{" "}
              {message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function problemOf(outcome: { readonly ok: true } | { readonly ok: false; readonly message: string }) {
  return outcome.ok ? undefined : outcome.message;
}
