/**
 * JSON as a tree for the eye, made from the text without its numbers and strings ever becoming JavaScript's: a 64-bit
 * integer, `1.0`, an escape, a name that comes twice, the order of names: all stand there as they came.
 */

/** A number whose text JavaScript would change. A tree view draws a Date by its ISO text, which is this one's own. */
export class ExactNumber extends Date {
  readonly #text: string;

  constructor(text: string) {
    super(0);
    this.#text = text;
  }

  override toISOString(): string {
    return this.#text;
  }
}

/** Strings and the names of fields are their source text, quotes included; nothing collides with `__proto__`. */
export type JsonNode = string | number | boolean | null | ExactNumber | JsonNode[] | { [name: string]: JsonNode };

export interface JsonTree {
  readonly root: JsonNode;
  /** Values in the tree, containers included. */
  readonly values: number;
  /** The text holds more than the tree. */
  readonly cut: boolean;
}

export interface JsonTreeBudget {
  readonly valuesMax: number;
  readonly charsMax: number;
}

const TOKEN = /[ \t\n\r,:]*(?:("[^"\\]*(?:\\.[^"\\]*)*")|([{}[\]])|([^ \t\n\r,:"{}[\]]+))/y;

/**
 * The tree of a JSON text, as much of it as the budget allows.
 * @param text JSON; what is none gives some tree
 */
export function jsonTree(text: string, { valuesMax, charsMax }: JsonTreeBudget): JsonTree {
  const open: (JsonNode[] | { [name: string]: JsonNode })[] = [];
  let root: JsonNode = null;
  let name: string | undefined;
  let values = 0;
  let chars = 0;
  /** How often each name came in an object that holds one twice. */
  const copies = new Map<object, Map<string, number>>();
  const put = (node: JsonNode): void => {
    values++;
    const parent = open.at(-1);
    if (parent === undefined) root = node;
    else if (Array.isArray(parent)) parent.push(node);
    else parent[nameFor(parent, name ?? "", copies)] = node;
    name = undefined;
  };
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const [, string, bracket, word = ""] = match;
    if (bracket === "}" || bracket === "]") {
      open.pop();
      if (open.length === 0) break;
      continue;
    }
    const parent = open.at(-1);
    const isName = string !== undefined && parent !== undefined && !Array.isArray(parent) && name === undefined;
    const token = string ?? word;
    if (values >= valuesMax || chars + token.length > charsMax) {
      // What is too long for the rest of the budget stands there in part.
      if (string !== undefined && !isName && values < valuesMax) put(`${token.slice(0, charsMax - chars)}…`);
      return { root, values, cut: true };
    }
    chars += token.length;
    if (isName) {
      name = token;
    } else if (bracket === undefined) {
      put(string ?? leafOf(word));
      if (open.length === 0) break;
    } else {
      const container: JsonNode[] | { [name: string]: JsonNode } = bracket === "[" ? [] : {};
      put(container);
      open.push(container);
    }
  }
  return { root, values, cut: false };
}

function leafOf(word: string): JsonNode {
  if (word === "true" || word === "false") return word === "true";
  if (word === "null") return null;
  return String(Number(word)) === word ? Number(word) : new ExactNumber(word);
}

/** A name that is there already gets a number after it, so that neither value hides the other. */
function nameFor(parent: { [name: string]: JsonNode }, name: string, copies: Map<object, Map<string, number>>): string {
  if (!Object.hasOwn(parent, name)) return name;
  const counts = copies.get(parent) ?? new Map<string, number>();
  copies.set(parent, counts);
  const copy = (counts.get(name) ?? 1) + 1;
  counts.set(name, copy);
  return `${name} (${copy})`;
}
