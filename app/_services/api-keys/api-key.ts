import { z } from "zod";
import { TEXT_LIMITS } from "#core/limits.ts";
import { API_KEY_SCOPES } from "#core/permissions.ts";
import { pageInput } from "../page.ts";
import { oneLine } from "../text.ts";

/** What an API key looks like from outside, and what may be asked of it: forms and REST alike. */

const scope = z.enum(API_KEY_SCOPES);

export const createApiKeyInput = z
  .strictObject({
    name: oneLine(TEXT_LIMITS.apiKeyNameCharsMax).meta({ description: "For people, to tell keys apart." }),
    scopes: z
      .array(scope)
      .min(1)
      .max(API_KEY_SCOPES.length)
      .transform((scopes) => API_KEY_SCOPES.filter((one) => scopes.includes(one)))
      .meta({
        description:
          "read · devices: read and write them · publish · audit: read the audit log and events · admin: everything.",
      }),
    expiresAt: z.iso
      .datetime({ offset: true })
      .refine((text) => Date.parse(text) > Date.now(), { message: "must be in the future" })
      .nullable()
      .default(null)
      .meta({ description: "RFC 3339; null: never." }),
  })
  .meta({ id: "CreateApiKey" });
export type CreateApiKeyInput = z.output<typeof createApiKeyInput>;

export const API_KEY_OVERLAP_HOURS = [0, 1, 24, 168] as const;

export const rotateApiKeyInput = z
  .strictObject({
    overlapHours: z
      .literal([...API_KEY_OVERLAP_HOURS])
      .default(0)
      .meta({ description: "How long the old key works beside the new one." }),
  })
  .meta({ id: "RotateApiKey" });
export type RotateApiKeyInput = z.output<typeof rotateApiKeyInput>;

export const listApiKeysInput = z.strictObject({
  ...pageInput,
});
export type ListApiKeysInput = z.output<typeof listApiKeysInput>;

const timestamp = z.iso.datetime().meta({ description: "RFC 3339, UTC." });

export const apiKeyView = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    keyPrefix: z.string().meta({ description: "The first characters, to tell two keys apart." }),
    scopes: z.array(scope),
    status: z.enum(["active", "expired", "revoked"]),
    createdAt: timestamp,
    expiresAt: timestamp.nullable(),
    revokedAt: timestamp.nullable(),
    lastUsedAt: timestamp.nullable().meta({ description: "RFC 3339, UTC; written some seconds late." }),
  })
  .meta({ id: "ApiKey" });
export type ApiKeyView = z.output<typeof apiKeyView>;
