import { z } from "zod";
import { TEXT_LIMITS } from "#core/limits.ts";
import {
  CLOCK_SKEW_SECONDS_DEFAULT,
  CLOCK_SKEW_SECONDS_MAX,
  KEYS_PER_ISSUER_MAX,
  TOKEN_ALGORITHMS,
} from "#core/token.ts";
import { HMAC_SECRET_BYTES_MAX, HMAC_SECRET_BYTES_MIN, KID_CHARS_MAX } from "#core/token-key.ts";
import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from "../page.ts";
import { oneLine, plainText } from "../text.ts";

/** What a token issuer looks like from outside, and what may be asked of it: forms and REST alike. */

const ISSUER_CHARS_MAX = 1_024;
const CLAIM_CHARS_MAX = 256;
const URL_CHARS_MAX = 2_048;
/** Characters of a key as somebody pastes it: RSA with 4 096 bits has some 800, a certificate more. */
const KEY_CHARS_MAX = 8_192;

const algorithm = z.enum(TOKEN_ALGORITHMS);
const claim = oneLine(CLAIM_CHARS_MAX);
const kid = oneLine(KID_CHARS_MAX).nullable().optional().meta({
  description: "The `kid` that tokens must name; null: none is asked. Left out: the one in the JWK, or none.",
});

const newKey = [
  z.strictObject({
    type: z.literal("pem"),
    pem: plainText(KEY_CHARS_MAX).meta({ description: "A public key or a certificate in PEM." }),
    kid,
  }),
  z.strictObject({
    type: z.literal("jwk"),
    jwk: z.record(z.string(), z.unknown()).meta({ description: "A public key as JWK (RFC 7517)." }),
    kid,
  }),
  z.strictObject({
    type: z.literal("secret"),
    secret: plainText(KEY_CHARS_MAX).meta({
      description: `For HS256: ${HMAC_SECRET_BYTES_MIN} to ${HMAC_SECRET_BYTES_MAX} bytes. Kept sealed, and never shown.`,
    }),
    encoding: z.enum(["utf8", "base64", "base64url", "hex"]).default("utf8"),
    kid,
  }),
] as const;
const keptKey = z.strictObject({
  type: z.literal("kept"),
  fingerprint: z.string().max(100).meta({ description: "Of a key that the issuer has: it stays." }),
});

const fields = {
  name: oneLine(TEXT_LIMITS.apiKeyNameCharsMax).meta({ description: "For people, to tell issuers apart." }),
  issuer: oneLine(ISSUER_CHARS_MAX).meta({
    description: "The claim `iss` of its tokens. One issuer of a tenant has it.",
  }),
  audience: oneLine(ISSUER_CHARS_MAX)
    .nullable()
    .meta({ description: "One of the claim `aud`; null: not asked. Needed with `jwksUrl`." }),
  algorithms: z
    .array(algorithm)
    .min(1)
    .max(TOKEN_ALGORITHMS.length)
    .transform((given) => TOKEN_ALGORITHMS.filter((one) => given.includes(one)))
    .meta({
      description:
        "How its tokens may be signed. Left out: as its keys can; where they are published, by all but HS256.",
    }),
  jwksUrl: z
    .string()
    .max(URL_CHARS_MAX)
    .nullable()
    .meta({ description: "Where it publishes its keys as a JWK Set, by https; null: they are `keys`." }),
  clockSkewSeconds: z
    .int()
    .min(0)
    .max(CLOCK_SKEW_SECONDS_MAX)
    .meta({ description: "How far its clock and ours may differ." }),
  deviceClaim: claim.meta({ description: "The claim that names the device." }),
  deviceBy: z.enum(["name", "id"]).meta({ description: "What of the device that claim holds." }),
  rightsClaim: claim.nullable().meta({ description: "The claim with rules; null: tokens say nothing of rights." }),
  rightsMode: z.enum(["narrow", "replace"]).meta({
    description: "narrow: the device may do what its roles and the token allow. replace: what the token allows.",
  }),
  enabled: z.boolean().meta({ description: "Off: no token of it is taken, and its connections end." }),
};

export const createTokenIssuerInput = z
  .strictObject({
    name: fields.name,
    issuer: fields.issuer,
    audience: fields.audience.default(null),
    algorithms: fields.algorithms.optional(),
    jwksUrl: fields.jwksUrl.default(null),
    keys: z.array(z.discriminatedUnion("type", newKey)).max(KEYS_PER_ISSUER_MAX).default([]),
    clockSkewSeconds: fields.clockSkewSeconds.default(CLOCK_SKEW_SECONDS_DEFAULT),
    deviceClaim: fields.deviceClaim.default("sub"),
    deviceBy: fields.deviceBy.default("name"),
    rightsClaim: fields.rightsClaim.default(null),
    rightsMode: fields.rightsMode.default("narrow"),
    enabled: fields.enabled.default(true),
  })
  .meta({ id: "CreateTokenIssuer" });
export type CreateTokenIssuerInput = z.output<typeof createTokenIssuerInput>;

export const updateTokenIssuerInput = z
  .strictObject({
    ...fields,
    keys: z
      .array(z.discriminatedUnion("type", [...newKey, keptKey]))
      .max(KEYS_PER_ISSUER_MAX)
      .meta({ description: "All its keys from now on. Tokens by a key that is not among them end their connections." }),
  })
  .partial()
  .refine((change) => Object.values(change).some((value) => value !== undefined), { message: "must change something" })
  .meta({ id: "UpdateTokenIssuer" });
export type UpdateTokenIssuerInput = z.output<typeof updateTokenIssuerInput>;

export type KeyInput = NonNullable<UpdateTokenIssuerInput["keys"]>[number];

export const listTokenIssuersInput = z.strictObject({
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).default(PAGE_LIMIT_DEFAULT),
  cursor: z.string().max(500).optional().meta({ description: "`nextCursor` of the page before." }),
});
export type ListTokenIssuersInput = z.output<typeof listTokenIssuersInput>;

const timestamp = z.iso.datetime().meta({ description: "RFC 3339, UTC." });

export const tokenIssuerView = z
  .strictObject({
    id: z.string(),
    ...fields,
    name: z.string(),
    issuer: z.string(),
    audience: z.string().nullable(),
    algorithms: z.array(algorithm),
    deviceClaim: z.string(),
    rightsClaim: z.string().nullable(),
    keys: z.array(
      z.strictObject({
        fingerprint: z.string().meta({ description: "RFC 7638 thumbprint; of a secret, a random mark." }),
        kid: z.string().nullable(),
        algorithm,
      }),
    ),
    version: z.int().min(1).meta({ description: "Rises with every update; it is the ETag." }),
    createdAt: timestamp,
    updatedAt: timestamp,
    lastUsedAt: timestamp.nullable().meta({ description: "RFC 3339, UTC; written some seconds late." }),
  })
  .meta({ id: "TokenIssuer" });
export type TokenIssuerView = z.output<typeof tokenIssuerView>;
