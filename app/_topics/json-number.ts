/** Where a value stands in a JSON text: names and places from the outside in. */
export type JsonPath = readonly (string | number)[];

/** Numbers offered for a chart at most. */
export const NUMBERS_MAX = 50;
/** Values looked at for them: a payload of a million numbers is not read to its end on every message. */
const LOOKED_AT_MAX = 2_000;

export interface JsonNumber {
  readonly path: JsonPath;
  readonly value: number;
}

/**
 * The numbers of a JSON text in the order they stand, also those that a device wrote as text ("17.2"). As doubles: what
 * is drawn has a thousand pixels, not sixty-four bits.
 */
export function numbersIn(text: string): readonly JsonNumber[] {
  const root = parsed(text);
  const found: JsonNumber[] = [];
  const open: { readonly value: unknown; readonly path: JsonPath }[] = [{ value: root, path: [] }];
  for (let looked = 0; looked < LOOKED_AT_MAX && found.length < NUMBERS_MAX; looked++) {
    const next = open.pop();
    if (next === undefined) break;
    const { value, path } = next;
    const number = numberOf(value);
    if (number !== undefined) found.push({ path, value: number });
    else if (typeof value === "object" && value !== null) {
      const inside = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
      for (const [name, each] of inside.slice(0, LOOKED_AT_MAX).reverse()) {
        open.push({ value: each, path: [...path, name] });
      }
    }
  }
  return found;
}

/** The number at a path of a JSON text; undefined where there is none. */
export function numberAt(text: string, path: JsonPath): number | undefined {
  let value = parsed(text);
  for (const name of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string | number, unknown>)[name];
  }
  return numberOf(value);
}

/** As people write it: `inside.values[0]`; the whole value is `$`. */
export function pathText(path: JsonPath): string {
  if (path.length === 0) return "$";
  return path
    .map((name, index) => {
      if (typeof name === "number") return `[${name}]`;
      if (!/^[\w-]+$/.test(name)) return `[${JSON.stringify(name)}]`;
      return index === 0 ? name : `.${name}`;
    })
    .join("");
}

export function samePath(a: JsonPath, b: JsonPath): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || value.length > 40 || !/^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(value)) {
    return undefined;
  }
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}
