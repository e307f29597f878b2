"use client";

import { useRouter } from "next/navigation";
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useState,
  useSyncExternalStore,
} from "react";
import type { BrokerEvent } from "#core/control.ts";
import type { UsageNow } from "#core/usage.ts";
import type { JobView } from "../_services/jobs/job.ts";
import { type LiveState, LiveStream, NO_JOBS } from "./live-stream.ts";

const LiveContext = createContext<LiveStream | undefined>(undefined);

/** Holds the tab's one event stream; the pages below listen to it. */
export function LiveProvider({ tenantSlug, children }: { readonly tenantSlug: string; readonly children: ReactNode }) {
  const router = useRouter();
  const [stream] = useState(() => new LiveStream(tenantSlug));
  useEffect(() => stream.start(), [stream]);
  const readAgain = useEffectEvent(() => router.refresh());
  useEffect(() => stream.onGap(() => readAgain()), [stream]);
  useEffect(() => stream.onBreakOver(() => readAgain()), [stream]);
  return <LiveContext value={stream}>{children}</LiveContext>;
}

function useStream(): LiveStream {
  const stream = useContext(LiveContext);
  if (stream === undefined) throw new Error("no LiveProvider above");
  return stream;
}

/** Calls `listener` for every event of the tenant, oldest first, while mounted. */
export function useBrokerEvents(listener: (event: BrokerEvent) => void, { past = false } = {}): void {
  const stream = useStream();
  const told = useEffectEvent(listener);
  useEffect(() => stream.onEvent((event) => told(event), { past }), [stream, past]);
}

/**
 * What a part of the page knows from the server, brought up to date by all that the tab has heard since. A row that is
 * drawn late, or anew, knows as much as one that was there from the beginning.
 * @param known what the server said; another object is another answer, and all is put together anew
 * @param before the state by that answer alone
 * @param after the state after one more event; leaves aside those that the answer knew already
 */
export function useEventsSince<State>(
  known: object,
  before: () => State,
  after: (state: State, event: BrokerEvent) => State,
): State {
  const stream = useStream();
  const [state, setState] = useState(before);
  const begin = useEffectEvent(before);
  const goOn = useEffectEvent(after);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another answer begins anew
  useEffect(() => {
    let now = begin();
    setState(now);
    const told = (event: BrokerEvent) => {
      now = goOn(now, event);
      setState(now);
    };
    return stream.onEvent(told, { past: true });
  }, [stream, known]);
  return state;
}

/** Calls `listener` when events may have been missed; what was put together from them is then worth nothing. */
export function useEventGap(listener: () => void): void {
  const stream = useStream();
  const told = useEffectEvent(listener);
  useEffect(() => stream.onGap(() => told()), [stream]);
}

/** Calls `listener` when roles, groups or devices of the tenant changed. */
export function useTenantChange(listener: () => void): void {
  const stream = useStream();
  const told = useEffectEvent(listener);
  useEffect(() => stream.onChange(() => told()), [stream]);
}

/** Has the broker tell this device's PUBLISHes too, while mounted. */
export function useWatchedDevice(deviceId: string): void {
  const stream = useStream();
  useEffect(() => stream.watchDevice(deviceId), [stream, deviceId]);
}

/**
 * Calls `listener` every second with what the tenant uses at that moment; null when the broker cannot be asked. A tab in
 * the background hears nothing, and the broker has nothing to do for it.
 */
export function useUsageNow(listener: (usage: UsageNow | null) => void): void {
  const stream = useStream();
  const told = useEffectEvent(listener);
  useEffect(() => {
    let stop: (() => void) | undefined;
    const follow = () => {
      if (document.visibilityState === "visible") {
        stop ??= stream.watchUsage((usage) => told(usage));
      } else {
        stop?.();
        stop = undefined;
      }
    };
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      stop?.();
    };
  }, [stream]);
}

/** Whether what the page shows may be behind: the broker or the console is not heard. */
export function useIsStale(): boolean {
  const { freshness } = useLiveState();
  return freshness !== "live" && freshness !== "connecting";
}

/** The tenant's newest jobs, kept up to date. */
export function useJobs(): readonly JobView[] {
  const stream = useStream();
  return useSyncExternalStore(stream.subscribeJobs, stream.jobs, () => NO_JOBS);
}

const BEFORE: LiveState = { freshness: "connecting", heardAtMs: undefined, store: "writes" };

export function useLiveState(): LiveState {
  const stream = useStream();
  return useSyncExternalStore(stream.subscribeState, stream.state, () => BEFORE);
}
