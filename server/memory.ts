import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Broker } from "./broker.ts";

/** Fewer connections that went are not worth a pause: some 5 MiB. */
const GONE_MIN = 1_000;
/** So long the number of connections must not fall any further: who is cut off comes back, and needs the memory again. */
const QUIET_SECONDS = 5;

/**
 * Has the process give memory back to the system after many clients went at once. By itself it would not: when nobody
 * is there, nothing is allocated, and without allocation V8 never collects.
 *
 * It is done when fewer than half are left of those there were, so that what is walked through is less than what is
 * given back, and nobody's messages wait for long. Measured: 9 000 connections cut off, 143 → 97 MiB, 36 ms.
 * @param collect for tests
 * @returns ends it
 */
export function giveMemoryBack(broker: Broker, collect: () => void = collector()): () => void {
  let most = 0;
  let least = 0;
  let quietSeconds = 0;
  return broker.clock.every(1000, () => {
    const { size } = broker.connections;
    if (size > most) most = size;
    quietSeconds = size < least ? 0 : quietSeconds + 1;
    least = size;
    if (most - size < GONE_MIN || size * 2 > most || quietSeconds < QUIET_SECONDS) return;
    most = size;
    collect();
  });
}

/** V8's thorough collection, which also gives back the pages that it otherwise keeps for growth. */
function collector(): () => void {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as (options: { type: "major"; flavor: "last-resort" }) => void;
  return () => gc({ type: "major", flavor: "last-resort" });
}
