import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { describe, expect, it } from "vitest";
import en from "#app/_i18n/messages/en/index.ts";
import ja from "#app/_i18n/messages/ja/index.ts";

/** Every message exists in both languages, says the same variables, and is used. */

const ROOT = dirname(import.meta.dirname);

interface Tree {
  readonly [key: string]: string | Tree;
}

function messagesOf(tree: Tree, path = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "string" ? [[`${path}${key}`, value] as const] : [...messagesOf(value, `${path}${key}.`)],
    ),
  );
}

const english = messagesOf(en);
const japanese = messagesOf(ja);

/** Names of variables and tags in a message: `{count, plural, …}` is `count`, `<code>` is `<code>`. */
function placesOf(message: string): string[] {
  const names = new Set<string>();
  const walk = (elements: readonly MessageFormatElement[]): void => {
    for (const element of elements) {
      if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
      names.add(element.type === TYPE.tag ? `<${element.value}>` : element.value);
      if (element.type === TYPE.tag) walk(element.children);
      if (element.type === TYPE.select || element.type === TYPE.plural) {
        for (const option of Object.values(element.options)) walk(option.value);
      }
    }
  };
  walk(parse(message));
  return [...names].sort();
}

interface Source {
  readonly literals: ReadonlySet<string>;
  /** Keys put together: `${id}.name`. */
  readonly templates: readonly RegExp[];
  /** Where the file's translators begin, each with a dot at the end. */
  readonly namespaces: ReadonlySet<string>;
}

function read(path: string): Source {
  const text = readFileSync(join(ROOT, path), "utf8");
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1] ?? "");
  const templates = all(/`((?:[^`\\]|\\.)*)`/g)
    .filter((template) => /^(?:[\w.]|\$\{[^}]*\})+$/.test(template) && template.includes("${"))
    .map((template) => new RegExp(`^${template.replaceAll(".", "\\.").replace(/\$\{[^}]*\}/g, "\\w+")}$`));
  const namespaces = all(/(?:useTranslations|getTranslations|translator)\(\s*(?:\w+, )?(?:"([\w.]+)")?\s*\)/g).map(
    (namespace) => (namespace === "" ? "" : `${namespace}.`),
  );
  return { literals: new Set(all(/"((?:[^"\\\n]|\\.)*)"/g)), templates, namespaces: new Set(namespaces) };
}

const sources = globSync("app/**/*.{ts,tsx}", { cwd: ROOT }).map(read);
/** Of core too: reasons and faults are named there and said here. */
const literals = new Set(
  [...sources, ...globSync("core/**/*.ts", { cwd: ROOT }).map(read)].flatMap((source) => [...source.literals]),
);

/**
 * A key is used where a file has a translator for its beginning, and the rest is either written out somewhere (often
 * in a table of another file) or put together from words that are.
 */
function isUsed(key: string): boolean {
  return sources.some(({ templates, namespaces }) =>
    [...namespaces].some((namespace) => {
      if (!key.startsWith(namespace)) return false;
      const rest = key.slice(namespace.length);
      if (literals.has(rest)) return true;
      return templates.some(
        (template) =>
          template.test(rest) &&
          (/[A-Za-z]{2}/.test(template.source.replaceAll("\\w+", "")) ||
            rest.split(".").every((word) => literals.has(word))),
      );
    }),
  );
}

describe("messages", () => {
  it("exist in both languages", () => {
    expect([...japanese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it("are none of them empty", () => {
    expect([...english, ...japanese].filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it("name the same variables and tags in both languages", () => {
    const wrong = [...english.keys()].filter(
      (key) => placesOf(english.get(key) ?? "").join() !== placesOf(japanese.get(key) ?? "").join(),
    );
    expect(wrong).toEqual([]);
  });

  it("are all used", () => {
    expect([...english.keys()].filter((key) => !isUsed(key))).toEqual([]);
    expect(isUsed("common.nobodyWroteThis")).toBe(false);
  });

  it("are looked through: variables in the branches of a plural and inside tags count", () => {
    const message = "{count, plural, one {# day} other {{name} days}} in <code>{file}</code>";
    expect(placesOf(message)).toEqual(["<code>", "count", "file", "name"]);
  });
});
