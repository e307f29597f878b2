import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "#test/hato.ts";

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
  packages: Record<string, LockedPackage>;
};

/** Where a package finds another, as Node looks for it: its own node_modules, then those above. */
function isLocked(from: string, name: string): boolean {
  for (let place = from; ; place = place.slice(0, place.lastIndexOf("/node_modules/"))) {
    if (`${place === "" ? "" : `${place}/`}node_modules/${name}` in packages) return true;
    if (place === "") return false;
    if (!place.includes("/node_modules/")) return `node_modules/${name}` in packages;
  }
}

it("locks the packages of every platform: npm ci refuses a lock that leaves one out, wherever it was made", () => {
  const missing = Object.entries(packages).flatMap(([from, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !isLocked(from, name))
      .map((name) => `${from} → ${name}`),
  );
  expect(missing).toEqual([]);
});

it("names no address, so that npm asks whichever registry it is set to", () => {
  expect(Object.keys(packages).filter((name) => packages[name]?.resolved !== undefined)).toEqual([]);
});
