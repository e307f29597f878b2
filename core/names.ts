import { TEXT_LIMITS } from "./limits.ts";

/** What things may be called: one rule each, used by the forms, the REST API, bootstrap and the broker. */

/**
 * A device's name stands in its username (`tenant/device`) and, as `${device}`, in topic filters, so it can hold
 * neither a topic's special characters nor white space.
 */
export const DEVICE_NAME = new RegExp(`^[A-Za-z0-9][A-Za-z0-9._:-]{0,${TEXT_LIMITS.deviceNameCharsMax - 1}}$`);

/** A tenant's slug is the first segment of its console URL and may be a DNS label. */
export const TENANT_SLUG = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/** First segments of URLs that are not tenants. */
export const RESERVED_SLUGS: ReadonlySet<string> = new Set([
  "account",
  "admin",
  "anonymous",
  "api",
  "app",
  "assets",
  "auth",
  "console",
  "docs",
  "en",
  "favicon",
  "hato",
  "health",
  "help",
  "invite",
  "ja",
  "login",
  "logout",
  "metrics",
  "mqtt",
  "new",
  "public",
  "settings",
  "sign-in",
  "sign-out",
  "sign-up",
  "signin",
  "signup",
  "static",
  "status",
  "system",
  "tenants",
  "well-known",
  "www",
]);

/** Turns a person's or company's name into a proposal for a slug; may be empty when nothing usable remains. */
export function proposeSlug(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, TEXT_LIMITS.tenantSlugCharsMax)
    .replace(/-+$/, "");
}
