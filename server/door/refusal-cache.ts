import { createHmac, createSecretKey, randomBytes } from "node:crypto";
import type { AuthRequest, Refusal } from "../identity.ts";

/** Long enough for a client that tries again and again, short enough that nobody waits for it. */
const KEPT_MS = 5_000;
const REFUSALS_MAX = 20_000;

interface Kept {
  readonly refusal: Refusal;
  readonly untilMs: number;
}

/**
 * What was refused a moment ago is refused again without asking the database. Keyed by a hash under a key of this
 * process: the secrets that were tried are not kept. Whatever changes in the database empties it.
 */
export class RefusalCache {
  // A KeyObject, because Node makes one of bytes for every hash, which costs more than the hash.
  readonly #key = createSecretKey(randomBytes(32));
  #kept = new Map<string, Kept>();
  /** Rises when it is emptied: an answer asked for before that is not kept after it. */
  generation = 0;

  get size(): number {
    return this.#kept.size;
  }

  keyOf({ transport, serverName, username, password, certificate }: AuthRequest): string {
    const hash = createHmac("sha256", this.#key);
    for (const part of [transport, serverName ?? "", username ?? "\0"]) hash.update(part).update("\0\0");
    if (certificate !== undefined) {
      // What is sent along may lead to an authority where the certificate alone did not.
      for (const { raw } of [certificate.certificate, ...certificate.sent]) hash.update("c").update(raw);
    }
    if (password !== undefined) hash.update("p").update(password);
    return hash.digest("base64");
  }

  find(key: string, nowMs: number): Refusal | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    if (kept.untilMs > nowMs) return kept.refusal;
    this.#kept.delete(key);
    return undefined;
  }

  keep(key: string, refusal: Refusal, nowMs: number, generation: number): void {
    if (generation !== this.generation) return;
    if (this.#kept.size >= REFUSALS_MAX) {
      const oldest = this.#kept.keys().next();
      if (oldest.done !== true) this.#kept.delete(oldest.value);
    }
    this.#kept.set(key, { refusal, untilMs: nowMs + KEPT_MS });
  }

  clear(): void {
    this.generation++;
    if (this.#kept.size > 0) this.#kept = new Map();
  }
}
