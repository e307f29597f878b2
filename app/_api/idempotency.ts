import { createHash } from "node:crypto";
import { keepAnswer, releaseIdempotencyKey, takeIdempotencyKey } from "#db/queries/idempotency-keys.ts";
import { seal, unseal } from "#db/seal.ts";
import type { ApiKeyActor } from "../_services/actor.ts";
import { services } from "../_services/database.ts";
import { ApiError } from "../_services/errors.ts";
import { rateLimiter } from "../_services/rate-limit.ts";
import { invalidRequest } from "./validation.ts";

/**
 * `Idempotency-Key`: a POST that is sent again with the same key, because its answer was lost, does nothing again and
 * gets the answer of the first. Kept for a day; refusals are not kept, for nothing happened.
 */

/** A request takes seconds at most; whoever is silent longer has died. */
const ABANDONED_AFTER_SECONDS = 120;
/** Each is a row for a day: enough to set up a fleet, and no way to fill the disk. */
const byTenant = rateLimiter("requests with an Idempotency-Key by tenant", { burst: 50_000, perSecond: 2 });
const KEY = /^[\x21-\x7e]{1,255}$/;

/** An answer that can be kept. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** @throws ApiError when the key is none */
export function readIdempotencyKey(headers: Headers): string | undefined {
  const key = headers.get("idempotency-key");
  if (key === null) return undefined;
  if (KEY.test(key)) return key;
  throw invalidRequest([
    { path: ["Idempotency-Key"], code: "invalid_key", message: "must be 1 to 255 visible ASCII characters" },
  ]);
}

/**
 * Answers a request once for its key.
 * @param request what makes two requests the same
 * @throws ApiError conflict while the first is under way, or when the key was used for another request; rate_limited
 */
export async function once(
  actor: ApiKeyActor,
  key: string,
  request: readonly string[],
  answer: () => Promise<KeptAnswer>,
): Promise<KeptAnswer> {
  const { database, keys } = services();
  const { tenantId, id: apiKeyId } = actor;
  const place = { tenantId, apiKeyId, key };
  byTenant.require(tenantId);
  const sealedAt = `idempotency/${apiKeyId}/${key}`;
  const hash = createHash("sha256").update(JSON.stringify(request)).digest();
  const before = await database.asTenant(tenantId, (orm) =>
    takeIdempotencyKey(orm, place, hash, ABANDONED_AFTER_SECONDS),
  );
  if (before !== undefined) {
    if (!before.request.equals(hash)) {
      throw new ApiError("conflict", "This Idempotency-Key was used for another request.");
    }
    if (before.answer === null) {
      throw new ApiError("conflict", "The first request with this Idempotency-Key is under way.");
    }
    return JSON.parse(unseal(keys.seal, sealedAt, before.answer).toString()) as KeptAnswer;
  }
  try {
    const given = await answer();
    const sealed = seal(keys.seal, sealedAt, Buffer.from(JSON.stringify(given)));
    await database.asTenant(tenantId, (orm) => keepAnswer(orm, place, given.status, sealed));
    return given;
  } catch (error) {
    await database.asTenant(tenantId, (orm) => releaseIdempotencyKey(orm, place)).catch(() => {});
    throw error;
  }
}
