import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { EVERYWHERE } from "#app/_i18n/messages.tsx";

/** A page hands its client components the messages they look up; one too few would show on somebody's screen. */

const ROOT = dirname(dirname(import.meta.dirname));

interface Module {
  readonly client: boolean;
  readonly imports: readonly string[];
  /** `devices` of `useTranslations("devices.create")`. */
  readonly namespaces: readonly string[];
  /** Undefined where the file hands none on. */
  readonly handed: readonly string[] | undefined;
}

const modules = new Map<string, Module>();

function moduleAt(path: string): Module {
  const known = modules.get(path);
  if (known !== undefined) return known;
  const text = readFileSync(path, "utf8");
  const imports = [...text.matchAll(/(?:from |import\()"(\.[^"]+|#app\/[^"]+)"/g)]
    .map(([, to = ""]) => (to.startsWith("#app/") ? join(ROOT, to.slice(1)) : join(dirname(path), to)))
    .filter((to) => /\.tsx?$/.test(to) && existsSync(to));
  const handed = /<Messages\s+of=\{\[([^\]]*)\]\}/.exec(text)?.[1];
  const read: Module = {
    client: text.startsWith('"use client"'),
    imports,
    namespaces: [...text.matchAll(/useTranslations\("(\w+)/g)].map(([, namespace = ""]) => namespace),
    handed: handed === undefined ? undefined : [...handed.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name),
  };
  modules.set(path, read);
  return read;
}

/** What the client components that this file brings in look up. */
function lookedUp(path: string, inClient: boolean, seen: Set<string>, found: Set<string>): Set<string> {
  const read = moduleAt(path);
  const client = inClient || read.client;
  const visit = `${path} ${client}`;
  if (seen.has(visit)) return found;
  seen.add(visit);
  if (client) for (const namespace of read.namespaces) found.add(namespace);
  for (const to of read.imports) lookedUp(to, client, seen, found);
  return found;
}

const files = globSync("app/**/{page,layout}.tsx", { cwd: ROOT }).sort();

describe("the messages handed to the browser", () => {
  it.each(files)("%s hands on what its client components look up, and no more", (file) => {
    const path = join(ROOT, file);
    const needed = [...lookedUp(path, false, new Set(), new Set())].filter(
      (namespace) => !(EVERYWHERE as readonly string[]).includes(namespace),
    );
    expect([...(moduleAt(path).handed ?? [])].sort()).toEqual(needed.sort());
  });

  it("is looked for in pages that there are", () => {
    expect(files.length).toBeGreaterThan(5);
    expect(relative(ROOT, join(ROOT, files[0] ?? ""))).toMatch(/^app/);
  });
});
