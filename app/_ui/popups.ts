import { useSyncExternalStore } from "react";

/**
 * Menus and dialogs are a quarter of a page's code, and none of them is open when a page arrives. Their code comes when
 * the browser is idle, or at once when somebody turns to a trigger; until then a trigger waits (waiting-trigger.tsx).
 */
export type PopupParts = typeof import("./popup-parts.ts");

/** Safari has no idle callback; by then a page has been drawn. */
const IDLE_MS = 500;

let loading: Promise<unknown> | undefined;
let loaded: PopupParts | undefined;
/** What the page has been told of. */
let shown: PopupParts | undefined;
/** While a key or button is down the page is told nothing: a trigger replaced under it would not hear of its release. */
let held = false;
let watching = false;
const watchers = new Set<() => void>();

/** Has the code fetched now. What could not be fetched is tried again at the next call. */
export function loadPopups(): void {
  if (loading !== undefined) return;
  loading = import("./popup-parts.ts").then(
    (parts) => {
      loaded = parts;
      if (!held) tell();
    },
    () => {
      loading = undefined;
    },
  );
}

/** The parts of menus and dialogs; undefined while their code is on its way. */
export function usePopups(): PopupParts | undefined {
  return useSyncExternalStore(
    watch,
    () => shown,
    () => undefined,
  );
}

function tell(): void {
  shown = loaded;
  for (const watcher of watchers) watcher();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  if (!watching) {
    watching = true;
    for (const type of ["pointerdown", "keydown"]) addEventListener(type, hold, { capture: true, passive: true });
    for (const type of ["pointerup", "pointercancel", "keyup", "blur"])
      addEventListener(type, release, { capture: true, passive: true });
    if ("requestIdleCallback" in window) requestIdleCallback(loadPopups);
    else setTimeout(loadPopups, IDLE_MS);
  }
  return () => watchers.delete(watcher);
}

function hold(): void {
  held = true;
}

function release(): void {
  // The click follows the release; it shall still find the trigger that was pressed.
  setTimeout(() => {
    held = false;
    if (shown !== loaded) tell();
  });
}
