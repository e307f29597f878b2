/** What the page shows of the retained messages, as its URL says it. */
export interface RetainedSearch {
  /** Part of a topic. */
  readonly text: string | undefined;
  /** An MQTT topic filter. */
  readonly filter: string | undefined;
  readonly cursor: string | undefined;
}

type Query = Readonly<Record<string, string | string[] | undefined>>;

/** Reads the URL's query; what it does not know it passes over. */
export function readRetainedSearch(query: Query): RetainedSearch {
  const one = (name: string): string | undefined => {
    const value = query[name];
    return (Array.isArray(value) ? value[0] : value)?.trim() || undefined;
  };
  return { text: one("q"), filter: one("filter"), cursor: one("cursor") };
}

/** The query of the URL that shows this, with its question mark; empty for everything. */
export function retainedQuery({ text, filter, cursor }: RetainedSearch): string {
  const query = new URLSearchParams();
  if (text !== undefined) query.set("q", text);
  if (filter !== undefined) query.set("filter", filter);
  if (cursor !== undefined) query.set("cursor", cursor);
  const written = query.toString();
  return written === "" ? "" : `?${written}`;
}
