"use client";

import { useMemo, useSyncExternalStore } from "react";
import { EMPTY_SHELF, readShelf, type Shelf, shelfKey, toggledOn } from "./shelf.ts";

const watchers = new Set<() => void>();

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  // Another tab of the same tenant.
  window.addEventListener("storage", watcher);
  return () => {
    watchers.delete(watcher);
    window.removeEventListener("storage", watcher);
  };
}

/** The person's shelf in this tenant, and the way to put something on it or take it off. */
export function useShelf(tenantSlug: string): [Shelf, (kind: keyof Shelf, name: string) => void] {
  const key = shelfKey(tenantSlug);
  const text = useSyncExternalStore(
    watch,
    () => localStorage.getItem(key),
    () => null,
  );
  const shelf = useMemo(() => (text === null ? EMPTY_SHELF : readShelf(text)), [text]);
  const toggle = (kind: keyof Shelf, name: string) => {
    localStorage.setItem(key, JSON.stringify(toggledOn(shelf, kind, name)));
    for (const watcher of watchers) watcher();
  };
  return [shelf, toggle];
}
