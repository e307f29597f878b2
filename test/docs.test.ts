import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const ROOT = dirname(import.meta.dirname);

it("links only to files that exist", () => {
  const dead = globSync("{README,CHANGELOG,docs/**/*}.md", { cwd: ROOT }).flatMap((page) => {
    const text = readFileSync(join(ROOT, page), "utf8");
    return [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)]
      .map((link) => link[1] ?? "")
      .filter((target) => !existsSync(join(ROOT, dirname(page), target)))
      .map((target) => `${page} → ${target}`);
  });
  expect(dead).toEqual([]);
});
