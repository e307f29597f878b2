/**
 * What a person put aside in a tenant: topics and branches pinned to the top, and noisy branches left out. Names only,
 * in the browser; nobody else sees them, and no message is ever written there.
 */
export interface Shelf {
  readonly pinned: readonly string[];
  readonly ignored: readonly string[];
}

export const EMPTY_SHELF: Shelf = { pinned: [], ignored: [] };
/** Of each kind; the oldest goes. */
export const SHELF_MAX = 50;

/** Where a tenant's shelf lies. */
export function shelfKey(tenantSlug: string): string {
  return `hato-topics:${tenantSlug}`;
}

/** What was stored, as far as it is a shelf: another version, or a person, may have written something else. */
export function readShelf(text: string | null): Shelf {
  if (text === null) return EMPTY_SHELF;
  try {
    const stored: unknown = JSON.parse(text);
    if (typeof stored !== "object" || stored === null) return EMPTY_SHELF;
    return { pinned: namesOf(stored, "pinned"), ignored: namesOf(stored, "ignored") };
  } catch {
    return EMPTY_SHELF;
  }
}

/** Puts a name where it was not, takes it away where it was. */
export function toggledOn(shelf: Shelf, kind: keyof Shelf, name: string): Shelf {
  const names = shelf[kind];
  const next = names.includes(name) ? names.filter((each) => each !== name) : [...names, name].slice(-SHELF_MAX);
  return { ...shelf, [kind]: next };
}

function namesOf(stored: object, kind: keyof Shelf): readonly string[] {
  const names: unknown = (stored as Record<string, unknown>)[kind];
  return Array.isArray(names) ? names.filter((name) => typeof name === "string").slice(-SHELF_MAX) : [];
}
