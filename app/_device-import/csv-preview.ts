import type { ImportColumns } from "../_services/devices/import-file.ts";

/** The beginning of a file, to choose its columns by. */
export interface CsvPreview {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const ROWS_SHOWN = 5;

/** Reads the first lines; undefined when there is no header with a row below it. */
export async function previewCsv(text: string): Promise<CsvPreview | undefined> {
  // 7 kB that only this page needs, and only once there is a file.
  const { default: Papa } = await import("papaparse");
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), {
    preview: ROWS_SHOWN + 1,
    skipEmptyLines: "greedy",
  });
  const [header, ...rows] = data;
  if (header === undefined || rows.length === 0) return undefined;
  return { header: header.map((name) => name.trim()), rows };
}

/** What each column is for. */
export type ColumnUse = "ignore" | "name" | "description" | "roles" | "label";

const NAME_WORDS = ["name", "device", "device_name", "serial", "id", "client_id"];
const DESCRIPTION_WORDS = ["description", "comment", "note"];
const ROLE_WORDS = ["role", "roles"];

/** A first guess, by what people call their columns: a name, and everything else a label. */
export function guessUses(header: readonly string[]): ColumnUse[] {
  const lower = header.map((name) => name.toLowerCase());
  const name = NAME_WORDS.map((word) => lower.indexOf(word)).find((index) => index >= 0) ?? 0;
  return lower.map((word, index) => {
    if (index === name) return "name";
    if (DESCRIPTION_WORDS.includes(word)) return "description";
    if (ROLE_WORDS.includes(word)) return "roles";
    return /^[a-z0-9][a-z0-9._-]*$/i.test(word) ? "label" : "ignore";
  });
}

/** As the use case takes them; undefined while no column is the name. */
export function columnsOf(header: readonly string[], uses: readonly ColumnUse[]): ImportColumns | undefined {
  const of = (use: ColumnUse) => header.find((_, index) => uses[index] === use);
  const name = of("name");
  if (name === undefined) return undefined;
  const description = of("description");
  const roles = of("roles");
  const labels = header.filter((_, index) => uses[index] === "label").map((column) => [labelKey(column), column]);
  return {
    name,
    ...(description === undefined ? {} : { description }),
    ...(roles === undefined ? {} : { roles }),
    labels: Object.fromEntries(labels) as Record<string, string>,
  };
}

/** A label's key has no blanks. */
function labelKey(column: string): string {
  return column.toLowerCase().replace(/[^a-z0-9._-]+/g, "-");
}
