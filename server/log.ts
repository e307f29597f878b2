/** One line of the broker's log. Fields never hold a secret. */
export type Log = (
  level: "debug" | "info" | "warn" | "error",
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

/** For tests and benchmarks. */
export const silentLog: Log = () => {};
