import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_LIMITS } from "#core/limits.ts";
import {
  filterCovers,
  filterMatches,
  filtersOverlap,
  findFilterFault,
  parseSharedFilter,
  validateTopicFilter,
  validateTopicName,
} from "#core/topic.ts";
import { filterOf, referenceMatches, topicOf, topicsUpTo } from "./topic-reference.ts";

describe("validateTopicName", () => {
  test.each([
    ["a", undefined],
    ["/", undefined],
    ["a//b", undefined],
    ["$SYS/x", undefined],
    [" ", undefined],
    ["鳩/🕊", undefined],
    ["", "empty"],
    ["a/#", "wildcardInName"],
    ["a+b", "wildcardInName"],
    ["a\0b", "nullCharacter"],
    ["a\ud800", "surrogate"],
    ["/".repeat(128), "tooManyLevels"],
    ["é".repeat(32_768), "tooLong"],
  ])("%j: %s", (text, fault) => {
    expect(validateTopicName(text, DEFAULT_LIMITS)).toBe(fault);
  });

  test("exactly the limits", () => {
    expect(validateTopicName("/".repeat(127), DEFAULT_LIMITS)).toBeUndefined();
    expect(validateTopicName(`${"é".repeat(32_767)}a`, DEFAULT_LIMITS)).toBeUndefined();
  });
});

describe("validateTopicFilter", () => {
  test.each([
    ["#", undefined],
    ["+", undefined],
    ["/", undefined],
    ["+/+", undefined],
    ["/+", undefined],
    ["sport/tennis/player1/#", undefined],
    ["+/tennis/#", undefined],
    ["$SYS/#", undefined],
    ["$share", undefined],
    ["$share/g/a/#", undefined],
    ["$share/g//", undefined],
    ["", "empty", 0],
    ["sport/tennis#", "hashNotAlone", 12],
    ["sport/tennis/#/ranking", "hashNotLast", 13],
    ["##", "hashNotLast", 0],
    ["#/", "hashNotLast", 0],
    ["+#", "plusNotAlone", 0],
    ["sport+", "plusNotAlone", 5],
    ["+a/b", "plusNotAlone", 0],
    ["a/b+/c", "plusNotAlone", 3],
    ["a/++", "plusNotAlone", 2],
    ["a\0", "nullCharacter", 1],
    ["$share/", "shareNameInvalid", 7],
    ["$share//a", "shareNameInvalid", 7],
    ["$share/g", "shareFilterMissing", 8],
    ["$share/g/", "shareFilterMissing", 9],
    ["$share/g+/a", "shareNameInvalid", 8],
    ["$share/#/a", "shareNameInvalid", 7],
    ["$share/g/a#", "hashNotAlone", 10],
  ] as [string, string | undefined, number?][])("%j: %s", (text, fault, position) => {
    expect(validateTopicFilter(text, DEFAULT_LIMITS)).toBe(fault);
    expect(findFilterFault(text, DEFAULT_LIMITS)?.position).toBe(position);
  });

  test("levels are counted behind the share name", () => {
    const deep = Array(128).fill("+").join("/");
    expect(validateTopicFilter(`$share/g/${deep}`, DEFAULT_LIMITS)).toBeUndefined();
    expect(validateTopicFilter(`${deep}/+`, DEFAULT_LIMITS)).toBe("tooManyLevels");
  });
});

test.each([
  ["a/b", null],
  ["$share", null],
  ["$shared/g/a", null],
  ["$share/g/a", { group: "g", filter: "a" }],
  ["$share/g/a/+/#", { group: "g", filter: "a/+/#" }],
  ["$share/g//a", { group: "g", filter: "/a" }],
  ["$share/", "invalid"],
  ["$share//a", "invalid"],
  ["$share/g", "invalid"],
  ["$share/g/", "invalid"],
  ["$share/+/a", "invalid"],
  ["$share/g#/a", "invalid"],
])("parseSharedFilter %j", (text, expected) => {
  expect(parseSharedFilter(text)).toEqual(expected);
});

describe("filterMatches", () => {
  test.each([
    ["sport/tennis/player1/#", "sport/tennis/player1", true],
    ["sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true],
    ["sport/#", "sport", true],
    ["sport/#", "sports", false],
    ["sport/+", "sport", false],
    ["sport/+", "sport/", true],
    ["+/+", "/finance", true],
    ["/+", "/finance", true],
    ["+", "/finance", false],
    ["+", "a", true],
    ["#", "/", true],
    ["a/b", "a/b/c", false],
    ["a/b/c", "a/b", false],
    ["a", "A", false],
    ["é", "e\u0301", false],
    ["#", "$SYS/a", false],
    ["+/monitor/Clients", "$SYS/monitor/Clients", false],
    ["$SYS/#", "$SYS/a", true],
    ["$SYS/#", "$SYS", true],
    ["$SYS/monitor/+", "$SYS/monitor/Clients", true],
    ["a/#", "a/$b", true],
    ["+/$b", "a/$b", true],
  ])("%s on %s: %s [MQTT-4.7.1-2] [MQTT-4.7.2-1] [MQTT-4.7.3-4]", (filter, topic, expected) => {
    expect(filterMatches(filter, topic)).toBe(expected);
    expect(referenceMatches(filter, topic)).toBe(expected);
  });

  test("agrees with the definition on any valid filter and topic", () => {
    fc.assert(
      fc.property(filterOf(), topicOf(), (filter, topic) => {
        expect(filterMatches(filter, topic)).toBe(referenceMatches(filter, topic));
      }),
      { numRuns: 5_000 },
    );
  });
});

// Topics of up to four levels over the letters of the filters and one letter that no filter knows: enough to tell
// any two filters of up to three levels apart.
const TOPICS = topicsUpTo(4, ["a", "b", "", "$s", "other"]);

describe("filterCovers and filtersOverlap are exact", () => {
  test.each([
    ["#", "a/b", true, true],
    ["#", "+", true, true],
    ["#", "$SYS/#", false, false],
    ["+/#", "#", true, true],
    ["+", "#", false, true],
    ["a/#", "a", true, true],
    ["a/#", "a/+/b", true, true],
    ["a/+/#", "a/#", false, true],
    ["a/+", "a/#", false, true],
    ["a/+", "a/b", true, true],
    ["a/b", "a/+", false, true],
    ["a/b", "a/c", false, false],
    ["a/b/#", "+/b", false, true],
    ["+/b", "a/b/#", false, true],
    ["+", "$SYS", false, false],
    ["$SYS/#", "$SYS/+", true, true],
    ["a", "a/b", false, false],
    ["+/+", "/", true, true],
  ])("%s and %s: covers %s, overlaps %s", (outer, inner, covers, overlaps) => {
    expect(filterCovers(outer, inner)).toBe(covers);
    expect(filtersOverlap(outer, inner)).toBe(overlaps);
    expect(filtersOverlap(inner, outer)).toBe(overlaps);
  });

  test("against every topic there is", () => {
    fc.assert(
      fc.property(filterOf(3), filterOf(3), (outer, inner) => {
        const reached = TOPICS.filter((topic) => referenceMatches(inner, topic));
        expect(filterCovers(outer, inner)).toBe(reached.every((topic) => referenceMatches(outer, topic)));
        expect(filtersOverlap(outer, inner)).toBe(reached.some((topic) => referenceMatches(outer, topic)));
      }),
      { numRuns: 2_000 },
    );
  });
});
