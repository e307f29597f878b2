// HOT: every outgoing frame.
import { EMPTY } from "./empty.ts";
import type { Transport } from "./transport/transport.ts";

/** Above this many slots the array of a turn is let go instead of kept. */
const PARTS_KEPT_MAX = 1024;
/** Sockets written to in one turn are seldom more. */
const SPARE_MAX = 1024;

/**
 * Arrays that no socket needs just now. A socket has one only while frames wait in it, so that idle ones, which are
 * most, cost nothing, and busy ones get one that is warm in the cache.
 */
const spare: Buffer[][] = [];
const NONE: Buffer[] = [];

/**
 * The frames on their way to one socket. They gather during a turn and leave with one write at its end; while the
 * kernel is full they stay here, as references to frames that other receivers share, and `pendingBytes` counts them.
 */
export class Outbound {
  /** Gathered or handed to a full kernel, and not yet gone. */
  pendingBytes = 0;
  #parts = NONE;
  #count = 0;
  #gatheredBytes = 0;
  /** The kernel is full; wait for `drained`. */
  #blocked = false;
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  push(frame: Buffer): void {
    if (this.#count === 0) this.#parts = spare.pop() ?? [];
    this.#parts[this.#count++] = frame;
    this.#gatheredBytes += frame.length;
    this.pendingBytes += frame.length;
  }

  /** Writes what was gathered; returns its bytes, 0 while the kernel is full. */
  flush(): number {
    if (this.#blocked || this.#count === 0) return 0;
    const bytes = this.#gatheredBytes;
    if (this.#transport.write(this.#parts, this.#count, bytes)) this.pendingBytes = 0;
    else this.#blocked = true;
    this.#forgetParts();
    return bytes;
  }

  /** The kernel took all that was handed to it. */
  drained(): void {
    this.#blocked = false;
    this.pendingBytes = this.#gatheredBytes;
  }

  /** The socket is gone. */
  clear(): void {
    this.#forgetParts();
    this.pendingBytes = 0;
  }

  /** The slots are kept for whoever needs them next, the frames are not. */
  #forgetParts(): void {
    const parts = this.#parts;
    const count = this.#count;
    if (count === 0) return;
    this.#parts = NONE;
    this.#count = 0;
    this.#gatheredBytes = 0;
    if (count > PARTS_KEPT_MAX || spare.length >= SPARE_MAX) return;
    for (let i = 0; i < count; i++) parts[i] = EMPTY;
    spare.push(parts);
  }
}
