// HOT: once per socket and turn.

/**
 * Joins a turn's frames into one stretch of memory, so that a socket gets one buffer and one write.
 *
 * All sockets share one slab: it is warm in the cache, and almost every write hands its bytes to the kernel before it
 * returns. When one does not, `keepJoined` leaves those bytes to that write and the next join begins behind them.
 *
 * Measured against cork and uncork around one write per frame (bench, µs of CPU per delivery): pair 0.29 against 0.34,
 * fan-out 0.14 against 0.17, QoS 1 the same, fan-in 0.40 against 0.43.
 */
const SLAB_BYTES = 256 * 1024;

/** What one join holds at most, unless the parts are to be one buffer come what may. */
export const JOIN_BYTES_MAX = 64 * 1024;

let slab: Buffer = Buffer.allocUnsafeSlow(SLAB_BYTES);
let kept = 0;

/** Parts `from` to `to`, in all `bytes` long, as one buffer; valid until the next `join` unless `keepJoined` is called. */
export function join(parts: readonly Buffer[], from: number, to: number, bytes: number): Buffer {
  if (bytes > JOIN_BYTES_MAX) return Buffer.concat(parts.slice(from, to), bytes);
  if (slab.length - kept < bytes) {
    slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
    kept = 0;
  }
  const start = kept;
  let end = start;
  for (let i = from; i < to; i++) {
    const part = parts[i] as Buffer;
    slab.set(part, end);
    end += part.length;
  }
  return slab.subarray(start, end);
}

/** Leaves the bytes of the last `join` to a write that has not finished. */
export function keepJoined(joined: Buffer): void {
  if (joined.buffer === slab.buffer) kept = joined.byteOffset - slab.byteOffset + joined.length;
}
