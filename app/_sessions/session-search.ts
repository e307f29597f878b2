/** What the page shows of the sessions, as its URL says it. */
export interface SessionSearch {
  /** Part of a client id or a device's name. */
  readonly text: string | undefined;
  readonly state: "online" | "offline" | undefined;
  /** Only those with messages waiting. */
  readonly waiting: boolean;
  readonly cursor: string | undefined;
}

type Query = Readonly<Record<string, string | string[] | undefined>>;

/** Reads the URL's query; what it does not know it passes over. */
export function readSessionSearch(query: Query): SessionSearch {
  const one = (name: string): string | undefined => {
    const value = query[name];
    return (Array.isArray(value) ? value[0] : value)?.trim() || undefined;
  };
  const state = one("state");
  return {
    text: one("q"),
    state: state === "online" || state === "offline" ? state : undefined,
    waiting: one("waiting") === "yes",
    cursor: one("cursor"),
  };
}

/** The query of the URL that shows this, with its question mark; empty for everything. */
export function sessionQuery({ text, state, waiting, cursor }: SessionSearch): string {
  const query = new URLSearchParams();
  if (text !== undefined) query.set("q", text);
  if (state !== undefined) query.set("state", state);
  if (waiting) query.set("waiting", "yes");
  if (cursor !== undefined) query.set("cursor", cursor);
  const written = query.toString();
  return written === "" ? "" : `?${written}`;
}
