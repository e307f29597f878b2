import postgres from "postgres";

/** The driver's error under whatever drizzle wrapped around it. */
export function postgresError(error: unknown): postgres.PostgresError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof postgres.PostgresError) return cause;
  }
  return undefined;
}

const AWAY_CODES: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  "CONNECT_TIMEOUT",
  "CONNECTION_CLOSED",
  "CONNECTION_DESTROYED",
  "CONNECTION_ENDED",
]);

/** True when Postgres could not be reached, or is starting or stopping: worth trying again, and nobody's mistake. */
export function isDatabaseAway(error: unknown): boolean {
  // 57P01–57P03: shutting down, crashed, starting up; 53300: too many connections.
  const state = postgresError(error)?.code;
  if (state !== undefined) return state.startsWith("57P0") || state === "53300" || state.startsWith("08");
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && typeof cause.code === "string" && AWAY_CODES.has(cause.code)) return true;
  }
  return false;
}

/** The name of the unique index that a statement ran into. */
export function violatedUniqueIndex(error: unknown): string | undefined {
  const cause = postgresError(error);
  return cause?.code === "23505" ? cause.constraint_name : undefined;
}
