import { useEffect, useRef, useState } from "react";
import type { PublishedEvent } from "#core/control.ts";
import { useBrokerEvents, useWatchedDevice } from "../_live/live-provider.tsx";
import { afterPublished, NO_MESSAGES, TAIL_MAX } from "./messages-state.ts";

/** The page is drawn anew this often at most, however fast the device publishes. */
const DRAW_EVERY_MS = 200;

/**
 * What a device publishes while the page is open; the broker tells of it only as long.
 * @param paused what comes waits, the newest of it, until it is false again
 */
export function useDeviceMessages(deviceId: string, paused: boolean) {
  const [state, setState] = useState(NO_MESSAGES);
  const [waiting, setWaiting] = useState(0);
  const pending = useRef<PublishedEvent[]>([]);
  useWatchedDevice(deviceId);
  useBrokerEvents((event) => {
    if (event.type !== "published" || event.deviceId !== deviceId) return;
    pending.current.push(event);
    if (pending.current.length > TAIL_MAX) pending.current.shift();
  });
  useEffect(() => {
    const timer = setInterval(() => {
      if (paused) return setWaiting(pending.current.length);
      setWaiting(0);
      const published = pending.current;
      if (published.length === 0) return;
      pending.current = [];
      setState((before) => afterPublished(before, published));
    }, DRAW_EVERY_MS);
    return () => clearInterval(timer);
  }, [paused]);
  return { ...state, waiting, clear: () => setState(NO_MESSAGES) };
}
