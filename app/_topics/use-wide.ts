"use client";

import { useSyncExternalStore } from "react";

const WIDE = "(min-width: 48rem)";

function watch(told: () => void): () => void {
  const query = window.matchMedia(WIDE);
  query.addEventListener("change", told);
  return () => query.removeEventListener("change", told);
}

/** Whether a row has room for all its columns on one line, as the stylesheet's `md` says it. */
export function useWide(): boolean {
  return useSyncExternalStore(
    watch,
    () => window.matchMedia(WIDE).matches,
    () => true,
  );
}
