import { isDatabaseAway, postgresError } from "#db/postgres-error.ts";

/**
 * What to do about a statement that failed:
 *   away       Postgres cannot write just now, whatever it is given: wait for it
 *   transient  it got in another's way: the same statement passes when it is tried again
 *   refused    Postgres will not have this statement, now or later
 */
export type FailureKind = "away" | "transient" | "refused";

/**
 * Classes and codes of errors (PostgreSQL, appendix A) that are the server's state, not the statement's: connection
 * exceptions, refused log-ins, databases gone, out of disk or memory or connections, I/O errors, read-only after a
 * failover.
 */
const AWAY = ["08", "28", "3D", "53", "57P", "58", "25006"];

/** Serialization failure, deadlock, lock timeout, cancelled by somebody; a plan or prepared statement that is stale. */
const TRANSIENT: ReadonlySet<string> = new Set(["40001", "40P01", "55P03", "57014", "0A000", "26000"]);

export function failureKind(error: unknown): FailureKind {
  const state = postgresError(error)?.code;
  if (state === undefined) return isDatabaseAway(error) || error instanceof NoAnswerError ? "away" : "refused";
  if (TRANSIENT.has(state)) return "transient";
  return AWAY.some((codes) => state.startsWith(codes)) ? "away" : "refused";
}

/** The connection broke while the statement ran. */
export function isConnectionLost(error: unknown): boolean {
  const state = postgresError(error)?.code;
  if (state !== undefined) return state === "57P02" || state.startsWith("08");
  return isDatabaseAway(error);
}

/** For the log: what Postgres, the driver or the system said. */
export function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.message || error.name : String(error);
  const state = postgresError(error)?.code;
  return state === undefined ? cause : `${cause} (${state})`;
}

/** A statement was not answered in time. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
}

/** Postgres answers, but will not have this statement: what is in it must be told apart. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  constructor(cause: unknown) {
    super(causeOf(cause), { cause });
  }
}

/** Another broker writes this database's journal now, or the database has forgotten what it had committed. */
export class FencedError extends Error {
  override readonly name = "FencedError";
}
