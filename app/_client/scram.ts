/** The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677) by the browser's own cryptography: its three messages. */

export const SCRAM_METHOD = "SCRAM-SHA-256";
/** More would hold up the worker for seconds; our broker asks for 4 096. */
const ITERATIONS_MAX = 1_000_000;
/** No channel binding: a browser does not let a page at it. */
const GS2_HEADER = "n,,";
const NONCE_BYTES = 18;

const utf8 = new TextEncoder();

/** A browser has its cryptography on pages that came over https, or from this computer, only. */
export function mayScram(): boolean {
  return globalThis.crypto?.subtle !== undefined;
}

/** One exchange: proves that we know the password without sending it, and that the broker knows of it too. */
export class ScramExchange {
  readonly #password: string;
  readonly #nonce: string;
  readonly #bare: string;
  #serverSignature: string | undefined;

  constructor(username: string, password: string, nonce: string = randomNonce()) {
    this.#password = password;
    this.#nonce = nonce;
    this.#bare = `n=${username.replaceAll("=", "=3D").replaceAll(",", "=2C")},r=${nonce}`;
  }

  /** Goes with CONNECT. */
  get first(): string {
    return GS2_HEADER + this.#bare;
  }

  /**
   * Answers the challenge.
   * @throws Error when it is none, or not for us
   */
  async final(serverFirst: string): Promise<string> {
    if (!mayScram()) throw new Error("SCRAM needs a page that came over https.");
    const [, nonce = "", salt = "", iterations = ""] = /^r=([^,]+),s=([^,]+),i=(\d+)(?:,|$)/.exec(serverFirst) ?? [];
    const rounds = Number(iterations);
    if (!nonce.startsWith(this.#nonce) || nonce === this.#nonce || rounds < 1 || rounds > ITERATIONS_MAX) {
      throw new Error("The broker's SCRAM challenge cannot be answered.");
    }
    const salted = await saltedPassword(this.#password, fromBase64(salt), rounds);
    const clientKey = await hmac(salted, "Client Key");
    const storedKey = new Uint8Array(await crypto.subtle.digest("SHA-256", clientKey));
    const withoutProof = `c=${btoa(GS2_HEADER)},r=${nonce}`;
    const signed = `${this.#bare},${serverFirst},${withoutProof}`;
    const signature = await hmac(storedKey, signed);
    const proof = clientKey.map((byte, i) => byte ^ (signature[i] ?? 0));
    this.#serverSignature = toBase64(await hmac(await hmac(salted, "Server Key"), signed));
    return `${withoutProof},p=${toBase64(proof)}`;
  }

  /** Whether the broker, which let us in, knows of the password: else it is somebody who lets everybody in. */
  isServer(serverFinal: string): boolean {
    return this.#serverSignature !== undefined && serverFinal === `v=${this.#serverSignature}`;
  }
}

async function saltedPassword(password: string, salt: Uint8Array<ArrayBuffer>, iterations: number) {
  const key = await crypto.subtle.importKey("raw", utf8.encode(password), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, key, 256);
  return new Uint8Array(bits);
}

async function hmac(key: Uint8Array<ArrayBuffer>, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", key, algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, utf8.encode(text)));
}

function randomNonce(): string {
  return toBase64(crypto.getRandomValues(new Uint8Array(NONCE_BYTES)));
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
