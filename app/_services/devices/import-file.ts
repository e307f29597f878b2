import Papa from "papaparse";
import { z } from "zod";
import { TEXT_LIMITS } from "#core/limits.ts";
import type { RowError } from "../jobs/work.ts";
import { plainText } from "../text.ts";
import { createDeviceInput } from "./device.ts";

/** A CSV file of devices: which of its columns says what, and what each row comes to. */

export const IMPORT_BYTES_MAX = 16 * 1_024 * 1_024;
export const IMPORT_ROWS_MAX = 100_000;

const column = plainText(200).min(1);

export const importColumns = z
  .strictObject({
    name: column.meta({ description: "The column with the device's name." }),
    description: column.optional(),
    roles: column.optional().meta({ description: "Names of roles, with a semicolon between them." }),
    labels: z
      .record(z.string().max(TEXT_LIMITS.labelKeyCharsMax), column)
      .default({})
      .refine((labels) => Object.keys(labels).length <= TEXT_LIMITS.labelsMax, {
        message: `must name at most ${TEXT_LIMITS.labelsMax} labels`,
      })
      .meta({ description: "By the label's key, the column with its value. An empty cell sets no label." }),
  })
  .meta({ id: "ImportColumns" });
export type ImportColumns = z.output<typeof importColumns>;

/** A row that is well formed: only what the file says; a column that is not there changes nothing. */
export const importRow = z.strictObject({
  row: z.int(),
  name: createDeviceInput.shape.name,
  description: createDeviceInput.shape.description.unwrap().optional(),
  labels: createDeviceInput.shape.labels.unwrap().optional(),
  roles: createDeviceInput.shape.roles.unwrap().optional(),
});
export type ImportRow = z.output<typeof importRow>;

export interface ImportFile {
  readonly header: readonly string[];
  /** In the order of the file. */
  readonly rows: readonly ImportRow[];
  readonly errors: readonly RowError[];
}

/** What is wrong with the file as a whole. */
export type ImportFault = "empty" | "tooManyRows" | "duplicateColumn" | { readonly missingColumn: string };

/**
 * Reads a CSV file with a header line. Rows that are none are told by number, the rest is still good.
 * @returns a fault when nothing of the file can be used
 */
export function readImportFile(csv: string, columns: ImportColumns): ImportFile | ImportFault {
  const { data } = Papa.parse<string[]>(csv.replace(/^\uFEFF/, ""), {
    skipEmptyLines: "greedy",
    // One row more than may be, to tell that there are too many.
    preview: IMPORT_ROWS_MAX + 2,
  });
  const [header, ...lines] = data;
  if (header === undefined || lines.length === 0) return "empty";
  if (lines.length > IMPORT_ROWS_MAX) return "tooManyRows";
  const place = new Map(header.map((name, index) => [name.trim(), index]));
  if (place.size < header.length) return "duplicateColumn";
  for (const name of [columns.name, columns.description, columns.roles, ...Object.values(columns.labels)]) {
    if (name !== undefined && !place.has(name)) return { missingColumn: name };
  }
  const rows: ImportRow[] = [];
  const errors: RowError[] = [];
  const seen = new Map<string, number>();
  for (const [index, cells] of lines.entries()) {
    const row = index + 1;
    const cell = (name: string): string => cells[place.get(name) ?? -1]?.trim() ?? "";
    const label = cell(columns.name);
    const parsed = importRow.safeParse({
      row,
      name: label,
      ...(columns.description === undefined ? {} : { description: cell(columns.description) }),
      ...(Object.keys(columns.labels).length === 0 ? {} : { labels: labelsOf(columns.labels, cell) }),
      ...(columns.roles === undefined || cell(columns.roles) === "" ? {} : { roles: rolesOf(cell(columns.roles)) }),
    });
    const before = seen.get(label);
    if (!parsed.success) {
      errors.push({ row, label: label.slice(0, TEXT_LIMITS.deviceNameCharsMax), message: wordsOf(parsed.error) });
    } else if (before !== undefined) {
      errors.push({ row, label, message: `row ${before} has the same name` });
    } else {
      seen.set(label, row);
      rows.push(parsed.data);
    }
  }
  return { header, rows, errors };
}

function labelsOf(labels: ImportColumns["labels"], cell: (name: string) => string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).flatMap(([key, name]) => (cell(name) === "" ? [] : [[key, cell(name)]])),
  );
}

function rolesOf(text: string): string[] {
  return text
    .split(";")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function wordsOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join(".") || "row"} ${message}`).join("; ");
}
