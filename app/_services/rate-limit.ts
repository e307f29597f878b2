import { ApiError } from "./errors.ts";

export interface RateLimit {
  /** How many at once after a quiet time. */
  readonly burst: number;
  /** How many come back each second. */
  readonly perSecond: number;
}

interface Bucket {
  tokens: number;
  /** When `tokens` was counted. */
  atMs: number;
}

/**
 * Token buckets by key, in memory: they need to be cheap and to bound abuse, not to survive a restart. The map is
 * bounded; when it is full the bucket that was asked longest ago goes, which at worst forgives it early.
 */
export class RateLimiter {
  readonly #limit: RateLimit;
  readonly #keysMax: number;
  readonly #nowMs: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(limit: RateLimit, keysMax: number = 10_000, nowMs: () => number = () => performance.now()) {
    this.#limit = limit;
    this.#keysMax = keysMax;
    this.#nowMs = nowMs;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Takes one token. Returns 0 when there was one, else the seconds until there will be. */
  take(key: string): number {
    const { burst, perSecond } = this.#limit;
    const atMs = this.#nowMs();
    const before = this.#buckets.get(key);
    const tokens =
      before === undefined ? burst : Math.min(burst, before.tokens + ((atMs - before.atMs) / 1_000) * perSecond);
    const granted = tokens >= 1;
    // Set anew, so that the map's order is the order of asking.
    this.#buckets.delete(key);
    if (this.#buckets.size >= this.#keysMax) this.#forgetOldest();
    // A refusal leaves the bucket as it was: counted anew each time, rounding would add up.
    this.#buckets.set(key, granted || before === undefined ? { tokens: tokens - 1, atMs } : before);
    return granted ? 0 : (1 - tokens) / perSecond;
  }

  /** @throws ApiError rate_limited when no token is left */
  require(key: string): void {
    const waitSeconds = this.take(key);
    if (waitSeconds === 0) return;
    throw new ApiError("rate_limited", "Too many requests. Please wait a moment and try again.", {
      retryAfterSeconds: Math.ceil(waitSeconds),
    });
  }

  #forgetOldest(): void {
    const oldest = this.#buckets.keys().next();
    if (!oldest.done) this.#buckets.delete(oldest.value);
  }
}

// On globalThis: the bundler may give a page, an action and a route copies of one module, and an abuser must not get
// a bucket in each.
const shelf = globalThis as typeof globalThis & { hatoRateLimiters?: Map<string, RateLimiter> };

/** The one limiter of this name in this process. */
export function rateLimiter(name: string, limit: RateLimit): RateLimiter {
  shelf.hatoRateLimiters ??= new Map();
  const made = shelf.hatoRateLimiters.get(name) ?? new RateLimiter(limit);
  shelf.hatoRateLimiters.set(name, made);
  return made;
}
