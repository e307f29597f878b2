import { decodeText } from "../_client/decode-payload.ts";
import type { HistoryEntry, TopicMessage } from "./history.ts";

export const HISTORY_FORMATS = ["jsonl", "csv"] as const;
export type HistoryFormat = (typeof HISTORY_FORMATS)[number];

export const HISTORY_FILE_TYPES: Readonly<Record<HistoryFormat, string>> = {
  jsonl: "application/x-ndjson",
  csv: "text/csv;charset=utf-8",
};

const COLUMNS = ["at", "topic", "qos", "retain", "device", "encoding", "payload", "payloadBytes"] as const;

/**
 * The history as a file: every message with its bytes, as text where they are text and in base64 where they are not.
 * Gaps are told in JSON Lines, which have room for them.
 */
export function historyFile(entries: readonly HistoryEntry[], format: HistoryFormat): string {
  if (format === "jsonl") return entries.map((entry) => `${JSON.stringify(told(entry))}\n`).join("");
  const rows = entries.filter((entry) => entry.kind === "message").map((entry) => rowOf(entry));
  return [COLUMNS, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function told(entry: HistoryEntry): object {
  const at = timeOf(entry);
  if (entry.kind === "gap") return { at, gap: entry.reason, missed: entry.missed ?? null };
  const { topic, qos, retain, publisher, payloadBytes, properties } = entry;
  return { at, topic, qos, retain, publisher, ...payloadOf(entry), payloadBytes, properties };
}

function rowOf(message: TopicMessage): readonly string[] {
  const { encoding, payload } = payloadOf(message);
  return [
    timeOf(message) ?? "",
    message.topic,
    String(message.qos),
    String(message.retain),
    message.publisher?.deviceName ?? "",
    encoding,
    payload,
    String(message.payloadBytes),
  ];
}

/** Null: retained since before anybody looked. */
function timeOf({ atMs }: HistoryEntry): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}

function payloadOf({ payload }: TopicMessage): { encoding: "utf8" | "base64"; payload: string } {
  const text = decodeText(payload);
  return text === undefined ? { encoding: "base64", payload: base64(payload) } : { encoding: "utf8", payload: text };
}

/** Quoted where it must be; a cell that a spreadsheet would run as a formula begins with an apostrophe. */
function cell(text: string): string {
  const tame = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
