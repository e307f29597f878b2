"use client";

import { useEffect, useEffectEvent } from "react";

/** Runs when a single key is pressed and no one is typing, no dialog is open and no other key is held. */
export function useHotkey(key: string, run: () => void): void {
  const pressed = useEffectEvent(run);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.target instanceof HTMLElement ? event.target : undefined;
      if (target?.isContentEditable || target?.closest("input, textarea, select, [role=dialog], [role=menu]")) return;
      event.preventDefault();
      pressed();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [key]);
}
