import { randomBytes } from "node:crypto";
import { NOT_AUTHORIZED } from "#core/mqtt/reason-codes.ts";
import { makeScramVerifier, type ScramVerifier } from "#db/scram.ts";
import {
  type ClientFirst,
  isProven,
  parseClientFinal,
  parseClientFirst,
  serverFinal,
  serverFirst,
} from "#server/identity/scram-messages.ts";
import type { Admission, Challenge, Exchange, Verdict } from "#server/identity.ts";

export const SCRAM_METHOD = "SCRAM-SHA-256";
/** What every client of these tests has to know. */
export const SCRAM_SECRET = "a secret that is known";

let verifier: Promise<ScramVerifier> | undefined;

/** The exchange of server/identity/scram.ts, against one secret instead of a database. */
export class ScramExchange implements Exchange {
  readonly #admission: Admission;
  #begun: { readonly first: ClientFirst; readonly nonce: string; readonly challenge: string } | undefined;

  constructor(admission: Admission) {
    this.#admission = admission;
  }

  async next(data: Buffer | undefined): Promise<Challenge | Verdict> {
    verifier ??= makeScramVerifier(SCRAM_SECRET, randomBytes(16));
    const known = await verifier;
    if (this.#begun === undefined) {
      const first = parseClientFirst(data);
      if (first === undefined) return REFUSED;
      const nonce = first.nonce + randomBytes(9).toString("hex");
      const challenge = serverFirst(nonce, known);
      this.#begun = { first, nonce, challenge };
      return { over: false, data: Buffer.from(challenge) };
    }
    const { first, nonce, challenge } = this.#begun;
    const final = parseClientFinal(data, first.gs2Header);
    if (final?.nonce !== nonce) return REFUSED;
    const authMessage = `${first.bare},${challenge},${final.withoutProof}`;
    if (!isProven(known, authMessage, final.proof)) return REFUSED;
    return { over: true, result: this.#admission, data: Buffer.from(serverFinal(known, authMessage)) };
  }
}

const REFUSED: Verdict = {
  over: true,
  result: { ok: false, refusal: "wrongPassword", reasonCode: NOT_AUTHORIZED },
};
