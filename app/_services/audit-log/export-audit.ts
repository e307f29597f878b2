import { unparse } from "papaparse";
import { listAuditEntries } from "#db/queries/audit.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { type AuditEntryView, type ExportAuditInput, filterOf, presentAuditEntry } from "./audit-entry.ts";

/** Entries asked for at a time: some hundred kB. */
const STEP = 500;

export const AUDIT_FILE_TYPES: Readonly<Record<ExportAuditInput["format"], string>> = {
  csv: "text/csv; charset=utf-8",
  jsonl: "application/jsonl; charset=utf-8",
};

const COLUMNS = [
  "at",
  "actorKind",
  "actor",
  "actorId",
  "address",
  "action",
  "targetKind",
  "target",
  "targetId",
  "before",
  "after",
  "effect",
  "id",
] as const satisfies readonly (keyof AuditEntryView)[];

/**
 * The log as a file, newest first, read from the database only as fast as it is taken: a year of entries is in memory
 * some hundred at a time.
 */
export function exportAudit(actor: Actor, { format, ...input }: ExportAuditInput): ReadableStream<Uint8Array> {
  requirePermission(actor, "audit.read");
  const { tenantId } = actor;
  const filter = filterOf(input);
  const encoder = new TextEncoder();
  let after: string | undefined;
  return new ReadableStream({
    start(controller) {
      if (format === "csv") controller.enqueue(encoder.encode(`${COLUMNS.join(",")}\r\n`));
    },
    async pull(controller) {
      const rows = await services().database.asTenant(tenantId, (orm) =>
        listAuditEntries(orm, tenantId, filter, { after, limit: STEP }),
      );
      const entries = rows.map(presentAuditEntry);
      if (entries.length > 0) controller.enqueue(encoder.encode(format === "csv" ? csv(entries) : jsonl(entries)));
      after = rows.at(-1)?.id;
      if (rows.length < STEP) controller.close();
    },
  });
}

function jsonl(entries: readonly AuditEntryView[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
}

function csv(entries: readonly AuditEntryView[]): string {
  const rows = entries.map((entry) =>
    COLUMNS.map((column) => {
      const value = entry[column];
      return value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);
    }),
  );
  // A name that somebody gave a device must be no formula in somebody else's spreadsheet.
  return `${unparse(rows, { escapeFormulae: true, newline: "\r\n" })}\r\n`;
}
