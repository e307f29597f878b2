import type { PublishedKeysFault } from "#core/control.ts";
import { readPublicJwk } from "#core/token-key.ts";
import { type Clock, systemClock } from "../../clock.ts";
import { FetchError, type Fetched } from "./guarded-fetch.ts";
import { publishedKey, type VerificationKey } from "./verification-key.ts";

/** Who publishes keys, and where. */
export interface Publisher {
  readonly id: string;
  readonly tenantId: string;
  readonly jwksUrl: string;
}

/** Keys, or why there are none. */
export type PublishedAnswer = { readonly keys: readonly VerificationKey[] } | { readonly fault: PublishedKeysFault };

export interface PublishedKeysOptions {
  readonly fetch: (url: string) => Promise<Fetched>;
  readonly clock?: Clock;
}

/** Keys of one publisher that are looked at. */
const KEYS_MAX = 100;
const PUBLISHERS_MAX = 1_000;
/** Whatever the publisher says of their age. */
const FRESH_MS = { min: 60_000, unsaid: 600_000, max: 3_600_000 };
/** Keys whose publisher does not answer are still good so long after they were last fetched. */
const STALE_MS_MAX = 4 * 3_600_000;
/** Between two fetches of one publisher, however many unknown keys strangers name. */
const PAUSE_MS = { afterSuccess: 30_000, afterFailure: 5_000 };
/** At this part of their age keys are fetched again while the old ones still serve, so that nobody waits. */
const AHEAD = 0.8;
/** Fetches under way at once, of one tenant and of all. */
const FETCHES_MAX = { ofTenant: 4, ofAll: 64 };
/** CONNECTs that wait for a fetch, of one publisher and of all: far fewer than may wait for an answer at all. */
const WAITING_MAX = { ofPublisher: 200, ofAll: 2_000 };

interface Kept {
  url: string;
  keys: readonly VerificationKey[] | undefined;
  /** Why the last fetch failed; undefined when it did not. */
  fault: PublishedKeysFault | undefined;
  /** When what is kept is fetched again before it is too old, when it is too old, and when it is good no more. */
  aheadAtMs: number;
  staleAtMs: number;
  goneAtMs: number;
  /** Not fetched again before. */
  notBeforeMs: number;
  fetching: Promise<void> | undefined;
  waiting: number;
}

/**
 * The keys that issuers publish (JWKS, RFC 7517), fetched when a token needs them and kept as long as they say, within
 * bounds. One fetch at a time for each publisher, and a pause after it; who names a key that is not there has the keys
 * fetched once more, but only after the pause. While a publisher fails, its last keys serve for some hours. Nobody who
 * has his keys waits for anybody else's.
 */
export class PublishedKeys {
  readonly #fetch: (url: string) => Promise<Fetched>;
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();
  readonly #fetchesOf = new Map<string, number>();
  #fetches = 0;
  #waiting = 0;

  constructor({ fetch, clock = systemClock }: PublishedKeysOptions) {
    this.#fetch = fetch;
    this.#clock = clock;
  }

  /** @param fits whether what is kept has a key for the token; else newer ones are worth a look */
  async of(publisher: Publisher, fits: (keys: readonly VerificationKey[]) => boolean): Promise<PublishedAnswer> {
    const kept = this.#find(publisher);
    const nowMs = this.#clock.now();
    const fit = kept.keys !== undefined && nowMs < kept.goneAtMs && fits(kept.keys);
    if (fit && nowMs < kept.aheadAtMs) return answerOf(kept, nowMs);
    const fetching = this.#refresh(publisher, kept, nowMs);
    // Waited for only where it can change the answer: keys that are too old serve on while their publisher fails.
    const serves = fit && (nowMs < kept.staleAtMs || kept.fault !== undefined);
    if (serves || fetching === undefined) return answerOf(kept, nowMs);
    if (kept.waiting >= WAITING_MAX.ofPublisher || this.#waiting >= WAITING_MAX.ofAll) return { fault: "tooBusy" };
    kept.waiting++;
    this.#waiting++;
    await fetching;
    kept.waiting--;
    this.#waiting--;
    return answerOf(kept, this.#clock.now());
  }

  #find({ id, jwksUrl }: Publisher): Kept {
    const former = this.#kept.get(id);
    // Anew, so that the order is that of asking.
    this.#kept.delete(id);
    const kept = former?.url === jwksUrl ? former : newlyKept(jwksUrl);
    if (this.#kept.size >= PUBLISHERS_MAX) this.#kept.delete(this.#kept.keys().next().value ?? "");
    this.#kept.set(id, kept);
    return kept;
  }

  /** The fetch under way, or a new one; undefined while it may not be. */
  #refresh({ tenantId, jwksUrl }: Publisher, kept: Kept, nowMs: number): Promise<void> | undefined {
    if (kept.fetching !== undefined || nowMs < kept.notBeforeMs) return kept.fetching;
    const ofTenant = this.#fetchesOf.get(tenantId) ?? 0;
    if (ofTenant >= FETCHES_MAX.ofTenant || this.#fetches >= FETCHES_MAX.ofAll) return undefined;
    this.#fetchesOf.set(tenantId, ofTenant + 1);
    this.#fetches++;
    kept.fetching = this.#fetchInto(kept, jwksUrl).finally(() => {
      kept.fetching = undefined;
      this.#fetches--;
      const left = (this.#fetchesOf.get(tenantId) ?? 1) - 1;
      if (left === 0) this.#fetchesOf.delete(tenantId);
      else this.#fetchesOf.set(tenantId, left);
    });
    return kept.fetching;
  }

  async #fetchInto(kept: Kept, url: string): Promise<void> {
    try {
      const { body, maxAgeSeconds } = await this.#fetch(url);
      const nowMs = this.#clock.now();
      const keys = readKeySet(body);
      if (keys === undefined) throw new ContentError();
      const said = maxAgeSeconds === undefined ? FRESH_MS.unsaid : maxAgeSeconds * 1000;
      const freshMs = Math.min(Math.max(said, FRESH_MS.min), FRESH_MS.max);
      kept.keys = keys;
      kept.fault = undefined;
      kept.aheadAtMs = nowMs + freshMs * AHEAD;
      kept.staleAtMs = nowMs + freshMs;
      kept.goneAtMs = nowMs + freshMs + STALE_MS_MAX;
      kept.notBeforeMs = nowMs + PAUSE_MS.afterSuccess;
    } catch (error) {
      kept.fault = error instanceof FetchError ? error.fault : "contentInvalid";
      kept.notBeforeMs = this.#clock.now() + PAUSE_MS.afterFailure;
    }
  }
}

class ContentError extends Error {}

function newlyKept(url: string): Kept {
  return {
    url,
    keys: undefined,
    fault: undefined,
    aheadAtMs: 0,
    staleAtMs: 0,
    goneAtMs: 0,
    notBeforeMs: 0,
    fetching: undefined,
    waiting: 0,
  };
}

function answerOf({ keys, goneAtMs, fault }: Kept, nowMs: number): PublishedAnswer {
  return keys !== undefined && nowMs < goneAtMs ? { keys } : { fault: fault ?? "tooBusy" };
}

/** The keys of a JWK Set that can check signatures, others left out; undefined when it is none. */
function readKeySet(body: Buffer): readonly VerificationKey[] | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
  const listed = typeof parsed === "object" && parsed !== null && "keys" in parsed ? parsed.keys : undefined;
  if (!Array.isArray(listed)) return undefined;
  return listed.slice(0, KEYS_MAX).flatMap((one: unknown) => {
    const read = readPublicJwk(one);
    return typeof read === "string" ? [] : (publishedKey(read) ?? []);
  });
}
