import type { ApiKeyActor } from "../actor.ts";
import { ApiError } from "../errors.ts";

const STREAMS_MAX = 500;
const STREAMS_PER_KEY_MAX = 5;
/** However many keys a tenant makes, it must not take all places from the others. */
const STREAMS_PER_TENANT_MAX = 50;

// On globalThis: the bundler may give two routes copies of this module, and the bound is the process's.
const shelf = globalThis as typeof globalThis & { hatoStreamPlaces?: Map<string, number> };

/**
 * Takes one of the places that there are for event streams; the returned function gives it back, once.
 * @throws ApiError rate_limited when the key, its tenant or everybody together has too many open
 */
export function takeStreamPlace({ id, tenantId }: Pick<ApiKeyActor, "id" | "tenantId">): () => void {
  shelf.hatoStreamPlaces ??= new Map();
  const places = shelf.hatoStreamPlaces;
  const bounds = [
    [id, STREAMS_PER_KEY_MAX],
    [tenantId, STREAMS_PER_TENANT_MAX],
    ["", STREAMS_MAX],
  ] as const;
  if (bounds.some(([holder, max]) => (places.get(holder) ?? 0) >= max)) {
    throw new ApiError("rate_limited", `At most ${STREAMS_PER_KEY_MAX} event streams are open for one API key.`, {
      retryAfterSeconds: 10,
    });
  }
  for (const [holder] of bounds) places.set(holder, (places.get(holder) ?? 0) + 1);
  let given = false;
  return () => {
    if (given) return;
    given = true;
    for (const [holder] of bounds) {
      const left = (places.get(holder) ?? 1) - 1;
      if (left === 0) places.delete(holder);
      else places.set(holder, left);
    }
  };
}
