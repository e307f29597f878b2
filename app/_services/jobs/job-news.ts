/**
 * Says within the console's process that a tenant's jobs have moved on. A hint: the table is the truth, and another
 * process may have moved it.
 */

type Listener = () => void;

// On globalThis: the runner and the pages are bundled apart, and must meet.
const shelf = globalThis as typeof globalThis & { hatoJobNews?: Map<string, Set<Listener>> };

function listenersOf(tenantId: string): Set<Listener> {
  shelf.hatoJobNews ??= new Map();
  let listeners = shelf.hatoJobNews.get(tenantId);
  if (listeners === undefined) {
    listeners = new Set();
    shelf.hatoJobNews.set(tenantId, listeners);
  }
  return listeners;
}

/** Calls back with every piece of news until the returned function is called. */
export function onJobNews(tenantId: string, listener: Listener): () => void {
  listenersOf(tenantId).add(listener);
  return () => {
    const listeners = shelf.hatoJobNews?.get(tenantId);
    listeners?.delete(listener);
    if (listeners?.size === 0) shelf.hatoJobNews?.delete(tenantId);
  };
}

export function tellJobNews(tenantId: string): void {
  for (const listener of shelf.hatoJobNews?.get(tenantId) ?? []) listener();
}
