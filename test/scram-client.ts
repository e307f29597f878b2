import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

/** A client's side of SCRAM-SHA-256, written from RFC 5802 alone: a stranger to our own. */
export class ScramClient {
  readonly #name: string;
  readonly #secret: string;
  readonly #nonce: string;
  #serverSignature = "";

  constructor(name: string, secret: string, nonce: string = randomBytes(12).toString("hex")) {
    this.#name = name;
    this.#secret = secret;
    this.#nonce = nonce;
  }

  first(): Buffer {
    return Buffer.from(`n,,${this.#bare()}`);
  }

  /** The answer to a server-first-message. */
  final(challenge: Uint8Array): Buffer {
    const serverFirst = new TextDecoder().decode(challenge);
    const fields = new Map(serverFirst.split(",").map((field) => [field.slice(0, 1), field.slice(2)]));
    const nonce = fields.get("r") ?? "";
    if (!nonce.startsWith(this.#nonce) || nonce === this.#nonce) throw new Error("the server's nonce is not ours");
    const salt = Buffer.from(fields.get("s") ?? "", "base64");
    const salted = pbkdf2Sync(this.#secret, salt, Number(fields.get("i")), 32, "sha256");
    const clientKey = hmac(salted, "Client Key");
    const withoutProof = `c=${Buffer.from("n,,").toString("base64")},r=${nonce}`;
    const authMessage = [this.#bare(), serverFirst, withoutProof].join(",");
    const signature = hmac(createHash("sha256").update(clientKey).digest(), authMessage);
    this.#serverSignature = hmac(hmac(salted, "Server Key"), authMessage).toString("base64");
    const proof = Buffer.from(clientKey.map((byte, i) => byte ^ (signature[i] ?? 0)));
    return Buffer.from(`${withoutProof},p=${proof.toString("base64")}`);
  }

  /** True when the server, too, knows the secret. */
  trusts(serverFinal: Uint8Array | undefined): boolean {
    return new TextDecoder().decode(serverFinal) === `v=${this.#serverSignature}`;
  }

  #bare(): string {
    return `n=${this.#name.replaceAll("=", "=3D").replaceAll(",", "=2C")},r=${this.#nonce}`;
  }
}

function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
