import { createPublicKey, createSecretKey, type KeyObject } from "node:crypto";
import { sealPlaceOf, type TokenAlgorithm } from "#core/token.ts";
import type { PublicKey } from "#core/token-key.ts";
import type { IdentityIssuer } from "#db/queries/token-issuers.ts";
import { unseal } from "#db/seal.ts";

/** A key that can check a signature. */
export interface VerificationKey {
  readonly algorithm: TokenAlgorithm;
  /** Which `kid` it goes by; null: any. */
  readonly kid: string | null;
  /** Undefined for published keys. */
  readonly fingerprint: string | undefined;
  readonly key: KeyObject;
}

/** Undefined when the members make no key, such as a point that is not on its curve. */
export function publishedKey({ algorithm, kid, jwk }: PublicKey): VerificationKey | undefined {
  try {
    return { algorithm, kid, fingerprint: undefined, key: createPublicKey({ key: { ...jwk }, format: "jwk" }) };
  } catch {
    return undefined;
  }
}

/** Issuers whose keys are kept ready; then the one asked for longest ago goes. */
const READY_MAX = 1_000;

/** The keys that issuers were given by hand, ready for use: made once for each version of an issuer. */
export class GivenKeys {
  readonly #seal: Buffer;
  readonly #ready = new Map<string, { readonly version: number; readonly keys: readonly VerificationKey[] }>();

  /** @param seal `Keys.seal` */
  constructor(seal: Buffer) {
    this.#seal = seal;
  }

  of({ id, version, keys }: IdentityIssuer): readonly VerificationKey[] {
    const former = this.#ready.get(id);
    this.#ready.delete(id);
    const ready = former?.version === version ? former : { version, keys: keys.map((key) => this.#make(id, key)) };
    if (this.#ready.size >= READY_MAX) this.#ready.delete(this.#ready.keys().next().value ?? "");
    this.#ready.set(id, ready);
    return ready.keys;
  }

  #make(issuerId: string, key: IdentityIssuer["keys"][number]): VerificationKey {
    const { algorithm, kid, fingerprint } = key;
    const made =
      "sealed" in key
        ? createSecretKey(unseal(this.#seal, sealPlaceOf(issuerId), Buffer.from(key.sealed, "base64")))
        : createPublicKey({ key: { ...key.jwk }, format: "jwk" });
    return { algorithm, kid, fingerprint, key: made };
  }
}
