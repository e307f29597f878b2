import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { missingEntries } from "../.ci/complete-lock.ts";

const lock = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));

it("locks the packages of every platform, so that npm ci accepts the lock everywhere", () => {
  // Mend it with `npm run lock`.
  expect(Object.keys(missingEntries(lock.packages))).toEqual([]);
});

it("records no address that a package was downloaded from", () => {
  const addressed = Object.entries(lock.packages).filter(
    ([, entry]) => (entry as object | null) && "resolved" in (entry as object),
  );
  expect(addressed.map(([place]) => place)).toEqual([]);
});
