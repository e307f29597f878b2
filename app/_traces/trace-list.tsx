"use client";

import { ArrowUp, Pause, Play } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useRef, useState } from "react";
import type { FoundDevice } from "../_palette/find-devices.ts";
import { Button } from "../_ui/button.tsx";
import { useHotkey } from "../_ui/hotkey.ts";
import { Standing } from "./standing.tsx";
import { GRID, TraceRow } from "./trace-row.tsx";
import { type TraceSearch, traceQuery } from "./trace-search.ts";
import { type TracesShown, useTraces } from "./use-traces.ts";

interface TraceListProps {
  readonly tenantSlug: string;
  readonly search: TraceSearch;
  readonly first: TracesShown;
  readonly mayArm: boolean;
  /** The device that was asked about. */
  readonly device: FoundDevice | null;
  /** Names of devices that are armed. */
  readonly names: Readonly<Record<string, string>>;
  /** In the place of the list while it is empty. */
  readonly children: ReactNode;
}

/** What is kept now, and the messages that fit, the newest first; both follow what happens. */
export function TraceList({ tenantSlug, search, first, mayArm, device, names, children }: TraceListProps) {
  const t = useTranslations("traces.list");
  const list = useRef<HTMLDivElement>(null);
  const [follow, setFollow] = useState(search.cursor === undefined);
  const isStill = () => list.current?.matches(":hover, :focus-within") ?? false;
  const { shown, waiting, show } = useTraces(tenantSlug, traceQuery(search), first, follow, isStill);
  const links = () => [...(list.current?.querySelectorAll<HTMLAnchorElement>("a[data-trace]") ?? [])];
  const step = (by: 1 | -1) => {
    const all = links();
    const at = all.indexOf(document.activeElement as HTMLAnchorElement);
    all.at(at === -1 ? 0 : Math.min(all.length - 1, Math.max(0, at + by)))?.focus();
  };
  useHotkey("j", () => step(1), t("next"));
  useHotkey("k", () => step(-1), t("previous"));
  useHotkey("p", () => setFollow((before) => !before), t("toggle"));

  return (
    <div className="flex flex-col gap-4">
      <Standing
        tenantSlug={tenantSlug}
        standing={shown.standing}
        mayArm={mayArm}
        names={names}
        prefill={{ device, topic: search.topic }}
      />
      {shown.data.length === 0 ? children : null}
      <div hidden={shown.data.length === 0}>
        <div className="flex min-h-8 items-center justify-between gap-2 pb-2">
          <p role="status" className="text-sm text-muted">
            {waiting === 0 ? null : (
              <Button
                variant="primary"
                size="sm"
                className="rounded-full px-3"
                onClick={() => {
                  show();
                  window.scrollTo({ top: 0 });
                }}
              >
                <ArrowUp aria-hidden />
                {t("new", { count: waiting })}
              </Button>
            )}
          </p>
          <Button size="sm" aria-pressed={follow} onClick={() => setFollow(!follow)}>
            {follow ? <Pause aria-hidden /> : <Play aria-hidden />}
            {t(follow ? "pause" : "follow")}
          </Button>
        </div>
        <div ref={list} className="overflow-hidden rounded-lg border bg-surface shadow-card">
          <div
            aria-hidden
            className={`${GRID} hidden h-9 items-center border-b bg-sunken text-xs font-medium text-muted md:grid`}
          >
            <span>{t("columns.time")}</span>
            <span>{t("columns.outcome")}</span>
            <span>{t("columns.from")}</span>
            <span>{t("columns.what")}</span>
          </div>
          <ul>
            {shown.data.map((trace) => (
              <TraceRow key={trace.id} tenantSlug={tenantSlug} trace={trace} to={search.to} />
            ))}
          </ul>
        </div>
      </div>
    </div>
  );
}
