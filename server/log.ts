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
    let line = `${new Date().toISOString()} ${level} ${message}`;
    for (const [key, value] of Object.entries(fields)) {
      if (value !== undefined) line += ` ${key}=${loggable(value)}`;
    }
    process.stderr.write(`${line}\n`);
  };
}

function loggable(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /^[\w.:/@$+-]+$/.test(text) ? text : JSON.stringify(text);
}
