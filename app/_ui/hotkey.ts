"use client";

import { useEffect, useEffectEvent, useSyncExternalStore } from "react";

/**
 * Shortcuts of a single key. Whoever dictates to their computer presses them by speaking, so they can be turned off
 * (WCAG 2.1.4); the choice stays in the browser.
 */
const STORED = "hato-hotkeys";
const listeners = new Set<() => void>();

function areOn(): boolean {
  return localStorage.getItem(STORED) !== "off";
}

export function setHotkeys(on: boolean): void {
  if (on) localStorage.removeItem(STORED);
  else localStorage.setItem(STORED, "off");
  for (const listener of listeners) listener();
}

export function useHotkeysOn(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    areOn,
    () => true,
  );
}

/** Runs when the key is pressed alone, while nobody types and no dialog or menu is open. */
export function useHotkey(key: string, run: () => void): void {
  const pressed = useEffectEvent(run);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.target instanceof HTMLElement ? event.target : undefined;
      if (target?.isContentEditable || target?.closest("input, textarea, select, [role=dialog], [role=menu]")) return;
      if (!areOn()) return;
      event.preventDefault();
      pressed();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [key]);
}
