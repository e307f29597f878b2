import { useEffect, useEffectEvent, useSyncExternalStore } from "react";

/**
 * Shortcuts of a single key, or of two pressed one after the other ("g d"). Whoever dictates to their computer presses
 * them by speaking, so they can be turned off (WCAG 2.1.4); the choice stays in the browser.
 */
const STORED = "hato-hotkeys";
/** Between the two keys of "g d". */
const SECOND_KEY_MS = 1_000;

/** A shortcut that works on the page as it is now. */
export interface Hotkey {
  readonly keys: string;
  /** What it does, in the person's language; undefined keeps it out of the sheet. */
  readonly says: string | undefined;
  readonly run: () => void;
}

const watchers = new Set<() => void>();
/** In the order of their mounting: of two for the same keys the later one, nearer to the person, is run. */
let mounted: readonly Hotkey[] = [];
let firstKey: { readonly key: string; readonly atMs: number } | undefined;

function tell(): void {
  for (const watcher of watchers) watcher();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function areOn(): boolean {
  return localStorage.getItem(STORED) !== "off";
}

export function setHotkeys(on: boolean): void {
  if (on) localStorage.removeItem(STORED);
  else localStorage.setItem(STORED, "off");
  tell();
}

export function useHotkeysOn(): boolean {
  return useSyncExternalStore(watch, areOn, () => true);
}

const NONE: readonly Hotkey[] = [];

/** The shortcuts of the page as it is now, for the sheet that lists them. */
export function useMountedHotkeys(): readonly Hotkey[] {
  return useSyncExternalStore(
    watch,
    () => mounted,
    () => NONE,
  );
}

/**
 * Runs when the keys are pressed alone, while nobody types and no dialog or menu is open.
 * @param keys one key ("c"), two with a space between ("g d"), or a letter with Alt ("alt-l")
 * @param says what it does, for the sheet of shortcuts
 */
export function useHotkey(keys: string, run: () => void, says?: string): void {
  const pressed = useEffectEvent(run);
  useEffect(() => {
    const hotkey: Hotkey = { keys, says, run: () => pressed() };
    if (mounted.length === 0) document.addEventListener("keydown", onKeyDown);
    mounted = [...mounted, hotkey];
    tell();
    return () => {
      mounted = mounted.filter((each) => each !== hotkey);
      if (mounted.length === 0) document.removeEventListener("keydown", onKeyDown);
      tell();
    };
  }, [keys, says]);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.defaultPrevented || !areOn()) return;
  const target = event.target instanceof HTMLElement ? event.target : undefined;
  if (target?.isContentEditable || target?.closest("input, textarea, select, [role=dialog], [role=menu]")) return;
  // With Alt a letter key types another sign on some keyboards; its place on the keyboard stays.
  const key = event.altKey ? `alt-${event.code.replace(/^Key/, "").toLowerCase()}` : event.key;
  const before = firstKey !== undefined && event.timeStamp - firstKey.atMs < SECOND_KEY_MS ? firstKey.key : undefined;
  firstKey = undefined;
  const found = (before === undefined ? undefined : mountedFor(`${before} ${key}`)) ?? mountedFor(key);
  if (found !== undefined) {
    event.preventDefault();
    found.run();
  } else if (mounted.some(({ keys }) => keys.startsWith(`${key} `))) {
    firstKey = { key, atMs: event.timeStamp };
  }
}

function mountedFor(keys: string): Hotkey | undefined {
  return mounted.findLast((each) => each.keys === keys);
}
