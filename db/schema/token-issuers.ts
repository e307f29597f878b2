import { boolean, integer, jsonb, pgEnum, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { IssuerKey } from "#core/token.ts";
import { at, createdAt, tenantId, tenantPolicy } from "./columns.ts";
import { tenants } from "./tenants.ts";

export const tokenDeviceBy = pgEnum("token_device_by", ["name", "id"]);
export const tokenRightsMode = pgEnum("token_rights_mode", ["narrow", "replace"]);

/** Who may sign tokens (JWT) that devices of the tenant give as their password. */
export const tokenIssuers = pgTable(
  "token_issuers",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: text("id").notNull(),
    name: text("name").notNull(),
    /** The claim `iss` of its tokens: it alone chooses by whose keys a token is judged. */
    issuer: text("issuer").notNull(),
    /** One of the claim `aud`; null: not asked. */
    audience: text("audience"),
    /** HS256, RS256, ES256, EdDSA. */
    algorithms: text("algorithms").array().notNull(),
    /** Where the keys are published; null: they are `keys`. */
    jwksUrl: text("jwks_url"),
    /** Public keys as they are, secrets sealed (db/seal.ts). */
    keys: jsonb("keys").$type<readonly IssuerKey[]>().notNull().default([]),
    clockSkewSeconds: integer("clock_skew_seconds").notNull(),
    /** The claim that says which device, and what of the device it holds. */
    deviceClaim: text("device_claim").notNull(),
    deviceBy: tokenDeviceBy("device_by").notNull(),
    /** The claim with rules; null: tokens say nothing of rights. */
    rightsClaim: text("rights_claim"),
    rightsMode: tokenRightsMode("rights_mode").notNull(),
    enabled: boolean("enabled").notNull().default(true),
    /** Rises with every change. */
    version: integer("version").notNull().default(1),
    createdAt: createdAt(),
    updatedAt: at("updated_at").notNull().defaultNow(),
    lastUsedAt: at("last_used_at"),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    uniqueIndex("token_issuers_issuer_key").on(table.tenantId, table.issuer),
    tenantPolicy(),
  ],
).enableRLS();

export type TokenIssuer = typeof tokenIssuers.$inferSelect;
