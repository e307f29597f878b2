"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useSyncExternalStore } from "react";

/** What a toast says; `undo` takes back what it tells of. */
export interface Said {
  readonly title: string;
  readonly undo: { readonly label: string; readonly onClick: () => void } | undefined;
}

// Most visits see no toast.
const ToastWindow = dynamic(() => import("./toast-window.tsx"), { ssr: false });

let waiting: readonly Said[] = [];
let listener: ((said: Said) => void) | undefined;
let wanted = false;
const watchers = new Set<() => void>();

/**
 * Says that something worked, for a moment, with an optional undo. Errors never go here: they stay where they happened.
 */
export function toast(title: string, undo?: Said["undo"]): void {
  const said = { title, undo };
  if (listener === undefined) {
    waiting = [...waiting, said];
    wanted = true;
    for (const watcher of watchers) watcher();
  } else {
    listener(said);
  }
}

/** Hands over what was said so far and what will be said. */
export function hearToasts(hear: (said: Said) => void): () => void {
  listener = hear;
  for (const said of waiting) hear(said);
  waiting = [];
  return () => {
    listener = undefined;
  };
}

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const shown = useSyncExternalStore(
    watch,
    () => wanted,
    () => false,
  );
  return (
    <>
      {children}
      {shown ? <ToastWindow /> : null}
    </>
  );
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
