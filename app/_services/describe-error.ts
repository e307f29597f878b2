import { DrizzleQueryError } from "drizzle-orm";

/**
 * An unexpected error as an operator's log may hold it. Drizzle puts a statement's parameters into its message, and
 * among them are hashes and people's texts, so of its errors only the cause is told.
 */
export function describeError(error: unknown): string {
  if (error instanceof DrizzleQueryError) return `query failed: ${describeError(error.cause)}`;
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own}\ncaused by ${describeError(error.cause)}`;
}
