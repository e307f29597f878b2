/** How long to wait before the next attempt to connect. */
export interface Backoff {
  /** Wait before the first retry, in milliseconds; doubles with each further one. */
  readonly baseMs: number;
  /** Longest wait, in milliseconds. */
  readonly maxMs: number;
  /** A connection that lived this long, in milliseconds, was a good one: the next failure starts again at the base. */
  readonly stableMs: number;
}

export const RECONNECT_BACKOFF: Backoff = { baseMs: 1_000, maxMs: 30_000, stableMs: 10_000 };

/** The same with another first wait, which is never longer than the longest. */
export function backoffFrom(backoff: Backoff, baseMs: number | undefined): Backoff {
  if (baseMs === undefined) return backoff;
  return { ...backoff, baseMs, maxMs: Math.max(baseMs, backoff.maxMs) };
}

/**
 * Milliseconds to wait after `failures` failures in a row (1 for the first). Exponential; the upper half of each step
 * is random, so that the pages of a whole tenant do not knock together when their broker returns.
 * @param random 0 ≤ random < 1
 */
export function reconnectDelayMs(backoff: Backoff, failures: number, random: number): number {
  const step = Math.min(backoff.maxMs, backoff.baseMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(step / 2 + (step / 2) * random);
}
