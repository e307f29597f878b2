import { ApiError } from "../errors.ts";

const STREAMS_MAX = 500;
const STREAMS_PER_HOLDER_MAX = 5;

// On globalThis: the bundler may give two routes copies of this module, and the bound is the process's.
const shelf = globalThis as typeof globalThis & { hatoStreamPlaces?: Map<string, number> };

/**
 * Takes one of the places that there are for event streams; the returned function gives it back, once.
 * @throws ApiError rate_limited when the holder, or everybody together, has too many open
 */
export function takeStreamPlace(holder: string): () => void {
  shelf.hatoStreamPlaces ??= new Map();
  const places = shelf.hatoStreamPlaces;
  const held = places.get(holder) ?? 0;
  let all = 0;
  for (const count of places.values()) all += count;
  if (held >= STREAMS_PER_HOLDER_MAX || all >= STREAMS_MAX) {
    throw new ApiError("rate_limited", `At most ${STREAMS_PER_HOLDER_MAX} event streams are open for one API key.`, {
      retryAfterSeconds: 10,
    });
  }
  places.set(holder, held + 1);
  let given = false;
  return () => {
    if (given) return;
    given = true;
    const left = (places.get(holder) ?? 1) - 1;
    if (left === 0) places.delete(holder);
    else places.set(holder, left);
  };
}
