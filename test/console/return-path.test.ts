import { expect, it } from "vitest";
import { returnPath } from "#app/_auth/return-path.ts";

it.each(["/", "/acme", "/acme/devices?page=2#top", "/acme/../other", "/a//b"])("goes back to %s", (path) => {
  expect(returnPath(path)).toBe(path);
});

it.each([
  null,
  "",
  "acme",
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/.//evil.example",
  "/a/..//evil.example",
  "/%2e//evil.example",
  "/.\\/evil.example",
  `/${"a".repeat(500)}`,
])("never leaves the console for %j", (path) => {
  expect(returnPath(path)).toBe("/");
});
