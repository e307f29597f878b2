import { expect, test } from "vitest";
import { missOf } from "#core/near-miss.ts";

test.each([
  ["/a/b", "a/b", { kind: "slash", level: 0 }],
  ["a/b/", "a/b", { kind: "slash", level: 0 }],
  ["/a/+", "a/b", { kind: "slash", level: 0 }],
  ["A/b", "a/b", { kind: "case", level: 1 }],
  ["site/+/temprature", "site/a/temperature", { kind: "spelling", level: 3 }],
  ["a", "a/b", { kind: "tooShort", level: 0 }],
  ["a/+", "a/b/c/d", { kind: "tooShort", level: 0 }],
  ["a/b/c", "a/b", { kind: "tooLong", level: 3 }],
  ["devices/11/cmd", "devices/12/cmd", { kind: "level", level: 2 }],
  ["b/#", "a/x/y", { kind: "level", level: 1 }],
])("%s misses %s", (filter, topic, miss) => {
  expect(missOf(filter, topic)).toEqual(miss);
});

test.each([
  ["a/b", "c/d"],
  ["a/b/c/d", "a"],
  ["x/b", "a/b/c"],
])("%s is not near %s", (filter, topic) => {
  expect(missOf(filter, topic)).toBeUndefined();
});
