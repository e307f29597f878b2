import { z } from "zod";
import { PUBLISHED_KEYS_FAULTS } from "#core/control.ts";
import { LISTENERS } from "#core/listener-policy.ts";
import { TOKEN_BYTES_MAX, TOKEN_FAULTS } from "#core/token.ts";

/** What may be asked of a token, and what is told: forms and REST alike. */

export const testTokenInput = z
  .strictObject({
    token: z
      .string()
      .trim()
      .min(1)
      .max(TOKEN_BYTES_MAX)
      .meta({ description: "As a device would give it as password." }),
  })
  .meta({ id: "TestToken" });
export type TestTokenInput = z.output<typeof testTokenInput>;

const rule = z.strictObject({
  roleName: z.string(),
  position: z.int(),
  effect: z.enum(["allow", "deny"]),
  action: z.enum(["publish", "subscribe", "both"]),
  filter: z.string(),
  qosMax: z.int(),
  retainAllowed: z.boolean(),
});

export const tokenTestView = z
  .strictObject({
    accepted: z.boolean(),
    fault: z
      .enum([...TOKEN_FAULTS, "unknownDevice", "deviceDisabled"])
      .nullable()
      .meta({ description: "Why a device with it would be refused; null when it would not." }),
    keysFault: z
      .enum(PUBLISHED_KEYS_FAULTS)
      .nullable()
      .meta({ description: "With `tokenKeysUnavailable`: why the keys are not to be had." }),
    claimed: z
      .strictObject({ issuer: z.string(), alg: z.string(), kid: z.string().nullable() })
      .nullable()
      .meta({ description: "What the token says of itself, true or not; null when it cannot be read." }),
    issuer: z.strictObject({ id: z.string(), name: z.string() }).nullable().meta({ description: "Whose it is." }),
    device: z
      .strictObject({ claimed: z.string(), id: z.string().nullable(), name: z.string().nullable() })
      .nullable()
      .meta({ description: "The device as the token names it, and the one that is meant." }),
    expiresAt: z.iso.datetime().nullable().meta({ description: "When its connection would end: RFC 3339, UTC." }),
    rights: z
      .strictObject({ mode: z.enum(["narrow", "replace"]), rules: z.array(rule) })
      .nullable()
      .meta({ description: "The rights it brings along; null: none." }),
    listeners: z.array(z.enum(LISTENERS)).meta({ description: "Where the tenant takes tokens." }),
  })
  .meta({ id: "TokenTest" });
export type TokenTestView = z.output<typeof tokenTestView>;
