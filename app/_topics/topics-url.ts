import { SEARCH_CHARS_MAX, type TopicsSearch, type TopicsSort } from "#core/live-topics.ts";

export const SORTS = ["name", "rate", "last"] as const satisfies readonly TopicsSort[];
export const SEARCH_KINDS = ["text", "filter", "regex", "payload"] as const satisfies readonly TopicsSearch["kind"][];

/** What the page shows, as its URL says it. */
export interface TopicsUrl {
  /** The selected topic or branch; it may be the empty level. */
  readonly topic: string | undefined;
  /** Whether all below the selected topic is meant as well. */
  readonly below: boolean;
  readonly search: TopicsSearch | undefined;
  readonly sort: TopicsSort;
}

/** The longest topic name of MQTT. */
const TOPIC_CHARS_MAX = 65_535;

/** What the URL asks for, as far as it can be asked. */
export function readTopicsUrl(query: URLSearchParams): TopicsUrl {
  const topic = query.get("topic");
  const text = (query.get("q") ?? "").slice(0, SEARCH_CHARS_MAX);
  return {
    topic: topic === null || topic.length > TOPIC_CHARS_MAX ? undefined : topic,
    below: topic !== null && query.get("below") === "1",
    search: text === "" ? undefined : { kind: oneOf(SEARCH_KINDS, query.get("by")) ?? "text", text },
    sort: oneOf(SORTS, query.get("sort")) ?? "name",
  };
}

/** The same as a query; what is usual is left out. */
export function topicsQuery({ topic, below, search, sort }: TopicsUrl): string {
  const query = new URLSearchParams();
  if (topic !== undefined) query.set("topic", topic);
  if (topic !== undefined && below) query.set("below", "1");
  if (search !== undefined) query.set("q", search.text);
  if (search !== undefined && search.kind !== "text") query.set("by", search.kind);
  if (sort !== "name") query.set("sort", sort);
  const said = query.toString();
  return said === "" ? "" : `?${said}`;
}

function oneOf<T extends string>(words: readonly T[], word: string | null): T | undefined {
  return words.find((each) => each === word);
}
