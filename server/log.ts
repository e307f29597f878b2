import { excerpt } from "./excerpt.ts";

/** One line of the broker's log. Fields never hold a secret. */
export type Log = (
  level: "debug" | "info" | "warn" | "error",
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

/** For tests and benchmarks. */
export const silentLog: Log = () => {};

const LEVELS = { debug: 0, info: 1, warn: 2, error: 3 } as const;

/**
 * One line a time on stderr, `2026-01-02T03:04:05.678Z info message key=value …`. Whatever a client sent is quoted, so
 * that no value can begin a line or another field.
 */
export function stderrLog(lowest: keyof typeof LEVELS): Log {
  return (level, message, fields = {}) => {
    if (LEVELS[level] < LEVELS[lowest]) return;
    process.stderr.write(`${new Date().toISOString()} ${level} ${message}${fieldsText(fields)}\n`);
  };
}

/** ` key=value` of each field. */
export function fieldsText(fields: Readonly<Record<string, unknown>>): string {
  let text = "";
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) text += ` ${key}=${loggable(value)}`;
  return text;
}

/** A client id may have 65 535 bytes, and a stranger may be refused as often as he likes. */
const VALUE_CHARS_MAX = 256;
const STACK_CHARS_MAX = 4_096;
/** What JSON leaves as it is and a terminal obeys: DEL, C1 controls, line and paragraph separators, changes of direction. */
const UNPRINTABLE = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

function loggable(value: unknown): string {
  if (value instanceof Error) return quoted(excerpt(value.stack ?? String(value), STACK_CHARS_MAX));
  const text = excerpt(typeof value === "string" ? value : (JSON.stringify(value) ?? String(value)), VALUE_CHARS_MAX);
  return /^[\w.:/@$+-]+$/.test(text) ? text : quoted(text);
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(UNPRINTABLE, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
