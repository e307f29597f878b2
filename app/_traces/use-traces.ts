"use client";

import { useEffect, useEffectEvent, useState } from "react";
import type { StandingView, TraceView } from "../_services/traces/trace.ts";

const EVERY_MS = 2_000;

/** A page of messages and what is kept, as they were read. */
export interface TracesShown {
  readonly data: readonly TraceView[];
  readonly nextCursor: string | null;
  readonly standing: StandingView;
}

interface Shown {
  readonly first: TracesShown;
  readonly shown: TracesShown;
  /** Read since, and not shown: rows never move under the pointer. */
  readonly next: TracesShown | undefined;
}

/**
 * The messages, read again while somebody looks and follows: a tab in the background asks nothing, so the broker has
 * nothing to do for it. What cannot be read stays as it was.
 * @param query of the page's own URL
 * @param isStill asked before rows move: true while the reader is among them
 */
export function useTraces(
  tenantSlug: string,
  query: string,
  first: TracesShown,
  follow: boolean,
  isStill: () => boolean,
) {
  const [state, setState] = useState<Shown>({ first, shown: first, next: undefined });
  if (state.first !== first) setState({ first, shown: first, next: undefined });
  const take = useEffectEvent((read: TracesShown) => {
    const still = isStill();
    setState((before) => {
      const known = new Set(before.shown.data.map(({ id }) => id));
      const isNew = read.data.some(({ id }) => !known.has(id));
      if (isNew && still) return { ...before, shown: withOutcomes(before.shown, read), next: read };
      return { ...before, shown: read, next: undefined };
    });
  });
  useEffect(() => {
    if (!follow) return;
    const asking = new AbortController();
    const timer = setInterval(async () => {
      if (document.visibilityState !== "visible") return;
      const address = `/api/console/traces?tenant=${encodeURIComponent(tenantSlug)}&${query.replace(/^\?/, "")}`;
      const read = await fetch(address, { cache: "no-store", signal: asking.signal })
        .then((response) => (response.ok ? (response.json() as Promise<TracesShown>) : undefined))
        .catch(() => undefined);
      if (read !== undefined && !asking.signal.aborted) take(read);
    }, EVERY_MS);
    return () => {
      asking.abort();
      clearInterval(timer);
    };
  }, [tenantSlug, query, follow]);
  const known = new Set(state.shown.data.map(({ id }) => id));
  return {
    shown: state.shown,
    waiting: state.next?.data.filter(({ id }) => !known.has(id)).length ?? 0,
    show: () => setState((before) => ({ ...before, shown: before.next ?? before.shown, next: undefined })),
  };
}

/** The same rows, as far as they have been heard of again. */
function withOutcomes(shown: TracesShown, read: TracesShown): TracesShown {
  const byId = new Map(read.data.map((trace) => [trace.id, trace]));
  return { ...shown, data: shown.data.map((trace) => byId.get(trace.id) ?? trace), standing: read.standing };
}
