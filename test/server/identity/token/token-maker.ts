import { createHmac, type KeyObject, sign as signBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from "jose";
import { newId } from "#core/ids.ts";
import { type IssuerKey, sealPlaceOf, type TokenAlgorithm } from "#core/token.ts";
import type { Database } from "#db/client.ts";
import type { TokenIssuer } from "#db/schema/index.ts";
import { seal } from "#db/seal.ts";

/** Tokens as an issuer makes them, and as somebody does who wants in: made by hand, so that nothing is put right. */

export const SECRET = Buffer.from("a secret of thirty-two bytes or more");

export interface Signer {
  readonly algorithm: TokenAlgorithm;
  readonly kid: string;
  readonly privateKey: KeyObject | undefined;
  /** With its `kid`, as it is published. */
  readonly jwk: Readonly<Record<string, string>>;
}

export async function makeSigner(algorithm: Exclude<TokenAlgorithm, "HS256">, kid: string): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const { KeyObject } = await import("node:crypto");
  const jwk = { ...((await exportJWK(publicKey)) as Record<string, string>), kid };
  return { algorithm, kid, privateKey: KeyObject.from(privateKey), jwk };
}

export const hmacSigner: Signer = { algorithm: "HS256", kid: "shared", privateKey: undefined, jwk: {} };

export const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Seconds since the epoch, so many from now. */
export const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

/** @param header replaces what the header would say; undefined members are left out */
export function makeToken(
  signer: Signer,
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
): string {
  const head = encode({ alg: signer.algorithm, kid: signer.kid, typ: "JWT", ...header });
  const text = `${head}.${encode({ exp: inSeconds(600), ...claims })}`;
  return `${text}.${signature(signer, text).toString("base64url")}`;
}

function signature({ algorithm, privateKey }: Signer, text: string): Buffer {
  if (privateKey === undefined) return createHmac("sha256", SECRET).update(text).digest();
  const bytes = Buffer.from(text);
  switch (algorithm) {
    case "ES256":
      return signBytes("sha256", bytes, { key: privateKey, dsaEncoding: "ieee-p1363" });
    case "EdDSA":
      return signBytes(null, bytes, privateKey);
    default:
      return signBytes("sha256", bytes, privateKey);
  }
}

/** The signer's key as an issuer is given it by hand. */
export async function givenKey(signer: Signer, issuerId: string, sealKey: Buffer): Promise<IssuerKey> {
  const { algorithm, kid, privateKey } = signer;
  if (privateKey === undefined) {
    const sealed = seal(sealKey, sealPlaceOf(issuerId), SECRET).toString("base64");
    return { fingerprint: "shared", kid, algorithm, sealed };
  }
  const { kid: _kid, ...jwk } = signer.jwk;
  return { fingerprint: await calculateJwkThumbprint(jwk as never), kid, algorithm, jwk };
}

/** Enters an issuer in the tenant, with these signers' keys unless it publishes its own. */
export async function addIssuer(
  { orm }: Pick<Database, "orm">,
  tenantId: string,
  sealKey: Buffer,
  signers: readonly Signer[],
  more: Partial<TokenIssuer> = {},
): Promise<TokenIssuer> {
  const { tokenIssuers } = await import("#db/schema/index.ts");
  const id = newId("tokenIssuer");
  const keys = await Promise.all(signers.map((signer) => givenKey(signer, id, sealKey)));
  const [row] = await orm
    .insert(tokenIssuers)
    .values({
      tenantId,
      id,
      name: "Works",
      issuer: `https://${id}.example.test`,
      algorithms: [...new Set(signers.map(({ algorithm }) => algorithm))],
      keys,
      clockSkewSeconds: 0,
      deviceClaim: "sub",
      deviceBy: "name",
      rightsMode: "narrow",
      ...more,
    })
    .returning();
  if (row === undefined) throw new Error("not inserted");
  return row;
}

/** A web server that counts its requests. */
export async function startPublisher(answer: RequestListener) {
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
    requests: () => requests,
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
