// HOT: every outgoing frame.
import { EMPTY } from "./empty.ts";
import type { Transport } from "./transport/transport.ts";

/** Above this many slots the array of a turn is given back instead of kept. */
const PARTS_KEPT_MAX = 1024;

/**
 * The frames on their way to one socket. They gather during a turn and leave with one write at its end; while the
 * kernel is full they stay here, as references to frames that other receivers share, and `pendingBytes` counts them.
 */
export class Outbound {
  /** Gathered or handed to a full kernel, and not yet gone. */
  pendingBytes = 0;
  #parts: Buffer[] = [];
  #count = 0;
  #gatheredBytes = 0;
  /** The kernel is full; wait for `drained`. */
  #blocked = false;
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  push(frame: Buffer): void {
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
    this.#parts = [];
    this.pendingBytes = 0;
  }

  /** The slots are kept for the next turn, the frames are not: an idle socket pins no memory. */
  #forgetParts(): void {
    const parts = this.#parts;
    if (this.#count > PARTS_KEPT_MAX) this.#parts = [];
    else for (let i = 0; i < this.#count; i++) parts[i] = EMPTY;
    this.#count = 0;
    this.#gatheredBytes = 0;
  }
}
