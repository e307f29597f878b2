import { useSyncExternalStore } from "react";

/** A question to the device list that somebody asks often: a name for what the page's address says. */
export interface SavedView {
  readonly name: string;
  /** Of the URL, without the question mark. */
  readonly query: string;
}

export const VIEWS_MAX = 20;
export const VIEW_NAME_CHARS_MAX = 40;
const QUERY_CHARS_MAX = 1_000;

const NONE: readonly SavedView[] = [];
const watchers = new Set<() => void>();
let read: { readonly text: string; readonly views: readonly SavedView[] } | undefined;

/**
 * Kept in the browser: a view is only a name for an address, and the address itself is what one shares and what the
 * REST API takes. Nothing is lost with it that a person could not ask again.
 */
export function useSavedViews(tenantSlug: string): readonly SavedView[] {
  return useSyncExternalStore(
    watch,
    () => viewsOf(localStorage.getItem(keyOf(tenantSlug)) ?? "[]"),
    () => NONE,
  );
}

/** Of two with one name the later stays. */
export function saveView(tenantSlug: string, view: SavedView): void {
  const others = viewsOf(localStorage.getItem(keyOf(tenantSlug)) ?? "[]").filter(({ name }) => name !== view.name);
  keep(tenantSlug, [...others, view].slice(-VIEWS_MAX));
}

export function forgetView(tenantSlug: string, name: string): void {
  const views = viewsOf(localStorage.getItem(keyOf(tenantSlug)) ?? "[]");
  keep(
    tenantSlug,
    views.filter((view) => view.name !== name),
  );
}

function keep(tenantSlug: string, views: readonly SavedView[]): void {
  localStorage.setItem(keyOf(tenantSlug), JSON.stringify(views));
  for (const watcher of watchers) watcher();
}

/** Of what stands there only what can be a view: anybody at the keyboard could have written it. */
function viewsOf(text: string): readonly SavedView[] {
  if (read?.text === text) return read.views;
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    found = [];
  }
  const views = Array.isArray(found) ? found.filter(isView).slice(-VIEWS_MAX) : [];
  read = { text, views };
  return views;
}

function isView(value: unknown): value is SavedView {
  if (typeof value !== "object" || value === null || !("name" in value) || !("query" in value)) return false;
  const { name, query } = value;
  return (
    typeof name === "string" &&
    name !== "" &&
    name.length <= VIEW_NAME_CHARS_MAX &&
    typeof query === "string" &&
    query.length <= QUERY_CHARS_MAX
  );
}

function keyOf(tenantSlug: string): string {
  return `hato-device-views:${tenantSlug}`;
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  // Another tab of the same person.
  window.addEventListener("storage", watcher);
  return () => {
    watchers.delete(watcher);
    window.removeEventListener("storage", watcher);
  };
}
