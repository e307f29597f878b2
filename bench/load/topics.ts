/** Topics whose length and whose digits' place are known, so that deliveries are read without decoding them. */

/** The device's own name comes first: its role lets it publish and subscribe below that. */
const PREFIX = "bench/load/";
const DIGITS = 4;

/** Where in a topic the publisher's number stands, and how long that is. */
export const INDEX_AT = PREFIX.length;
export const INDEX_DIGITS = DIGITS;

/** Filters of one subscriber in the wildcard scenario. */
export const FILTERS_EACH = 200;

const digits = (number: number, count: number): string => String(number).padStart(count, "0");

export function topicOf(index: number): string {
  return PREFIX + digits(index, DIGITS);
}

/** One of many topics of a publisher. */
export function sensorTopicOf(index: number, slot: number): string {
  return `${topicOf(index)}/room${slot % 7}/${digits(slot % FILTERS_EACH, 3)}`;
}

export function filtersOf(index: number, subscriptions: "own" | "all" | "shared" | "wildcard"): string[] {
  switch (subscriptions) {
    case "own":
      return [topicOf(index)];
    case "all":
      return [`${PREFIX}+`];
    case "shared":
      return [`$share/bench/${PREFIX}+`];
    case "wildcard":
      return Array.from({ length: FILTERS_EACH }, (_, k) => `${topicOf(index)}/+/${digits(k, 3)}`);
  }
}
