import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { keepAuthSecret } from "#server/auth-secret.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "hato-secret-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

it("makes a secret once, for nobody else to read", () => {
  const made = keepAuthSecret(undefined, directory);
  expect(made.length).toBeGreaterThanOrEqual(32);
  expect(keepAuthSecret(undefined, directory)).toBe(made);
  expect(statSync(join(directory, "auth.secret")).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(directory, "auth.secret"), "utf8").trim()).toBe(made);
});

it("refuses the empty file that a power cut leaves, instead of deriving every key from nothing", () => {
  writeFileSync(join(directory, "auth.secret"), "");
  expect(() => keepAuthSecret(undefined, directory)).toThrow("holds no secret");
});
