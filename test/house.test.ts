import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import { describe, expect, it } from "vitest";

/** The rules of the house that a reader should be able to rely on without checking. */

const ROOT = dirname(import.meta.dirname);
const FLOORS = ["core", "db", "server", "app"] as const;
type Floor = (typeof FLOORS)[number];

/** What each floor may import of the others: down only, and server and app never each other. */
const BELOW: Record<Floor, readonly Floor[]> = {
  core: ["core"],
  db: ["core", "db"],
  server: ["core", "db", "server"],
  app: ["core", "db", "app"],
};
/** core runs in the browser too: nothing of Node's but what bundlers shim. */
const CORE_MAY_IMPORT = /^(?:#core\/|\.{1,2}\/|zod$)/;
const FORBIDDEN_NAMES = /^(?:utils?|helpers?|managers?|common|misc|shared|lib)(?:\.|$)/;
const HOT_LINES_MAX = 300;

interface Source {
  readonly path: string;
  readonly floor: Floor;
  readonly text: string;
  readonly imports: readonly string[];
}

const sources: Source[] = FLOORS.flatMap((floor) =>
  globSync(`${floor}/**/*.{ts,tsx}`, { cwd: ROOT }).map((path) => {
    const text = readFileSync(join(ROOT, path), "utf8");
    return { path, floor, text, imports: importsOf(text) };
  }),
);

function importsOf(text: string): string[] {
  const found = text.matchAll(
    /(?:^|[\s;}])(?:import|export)\s[^"';]*?from\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']|^import\s+["']([^"']+)["']/gm,
  );
  return [...found].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}

/** The floor that an import reaches, if it is one of ours. */
function floorOf(source: Source, specifier: string): Floor | undefined {
  const target = specifier.startsWith("#")
    ? specifier.slice(1)
    : specifier.startsWith(".")
      ? posix.normalize(posix.join(dirname(source.path), specifier))
      : "";
  return FLOORS.find((floor) => target.startsWith(`${floor}/`));
}

describe("the house", () => {
  it("has all its floors, and the imports are seen", () => {
    for (const floor of FLOORS) {
      expect(sources.some((source) => source.floor === floor && source.imports.length > 0)).toBe(true);
    }
  });

  it("imports point down only: core ← db ← {server, app}", () => {
    const climbing = sources.flatMap((source) =>
      source.imports
        .filter((specifier) => {
          const floor = floorOf(source, specifier);
          return floor !== undefined && !BELOW[source.floor].includes(floor);
        })
        .map((specifier) => `${source.path} → ${specifier}`),
    );
    expect(climbing).toEqual([]);
  });

  it("core does no input or output", () => {
    const impure = sources
      .filter((source) => source.floor === "core")
      .flatMap((source) =>
        source.imports
          .filter((specifier) => !CORE_MAY_IMPORT.test(specifier))
          .map((specifier) => `${source.path} → ${specifier}`),
      );
    expect(impure).toEqual([]);
  });

  it("only tests import tests", () => {
    const testing = sources.filter((source) => source.imports.some((specifier) => specifier.startsWith("#test/")));
    expect(testing.map((source) => source.path)).toEqual([]);
  });

  it("has no room for odds and ends", () => {
    const drawers = sources.filter(({ path }) =>
      [...dirname(path).split("/").slice(1), basename(path)].some((name) => FORBIDDEN_NAMES.test(name)),
    );
    expect(drawers.map((source) => source.path)).toEqual([]);
  });

  it("names its files in kebab-case", () => {
    const odd = sources.filter(({ path }) => !/^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.tsx?$/.test(basename(path)));
    expect(odd.map((source) => source.path)).toEqual([]);
  });

  it(`keeps its hot files under ${HOT_LINES_MAX} lines`, () => {
    const hot = sources.filter(({ text }) => /\bHOT\b/.test(text.split("\n", 1)[0] ?? ""));
    const long = hot.filter(({ text }) => text.split("\n").length > HOT_LINES_MAX);
    expect(long.map((source) => source.path)).toEqual([]);
  });
});
