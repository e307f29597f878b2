import type { ConsoleTokenClaims } from "./control.ts";

/**
 * Who may do what: the one table behind every use case. A member's role and an API key's scopes both grant
 * permissions; what is not granted is refused.
 */

export const PERMISSIONS = [
  "tenant.read",
  "tenant.delete",
  "devices.read",
  "devices.write",
  "roles.read",
  "roles.write",
  "certificates.read",
  "certificates.write",
  "apiKeys.read",
  "apiKeys.write",
  "messages.read",
  "messages.write",
  "retained.read",
  "retained.write",
  "sessions.read",
  "sessions.write",
  "events.read",
  "usage.read",
  "jobs.read",
  "jobs.write",
  "members.read",
  "members.write",
  "bans.read",
  "bans.write",
  "settings.read",
  "settings.write",
  "audit.read",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const MEMBER_ROLES = ["owner", "admin", "developer", "viewer"] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

const viewer: readonly Permission[] = [
  "tenant.read",
  "devices.read",
  "roles.read",
  "certificates.read",
  "messages.read",
  "retained.read",
  "sessions.read",
  "events.read",
  "usage.read",
  "jobs.read",
  "members.read",
  "bans.read",
  "settings.read",
];
const developer: readonly Permission[] = [
  ...viewer,
  "devices.write",
  "roles.write",
  "certificates.write",
  "messages.write",
  "retained.write",
  "sessions.write",
  "jobs.write",
  "apiKeys.read",
];
const admin: readonly Permission[] = [
  ...developer,
  "apiKeys.write",
  "members.write",
  "bans.write",
  "settings.write",
  "audit.read",
];

/** Beyond the table: only owners make owners, change them or remove them (app/_services/members/). */
export const MEMBER_ROLE_PERMISSIONS: Readonly<Record<MemberRole, ReadonlySet<Permission>>> = {
  owner: new Set(PERMISSIONS),
  admin: new Set(admin),
  developer: new Set(developer),
  viewer: new Set(viewer),
};

export const API_KEY_SCOPES = ["read", "devices", "publish", "audit", "admin"] as const;
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

/** Every key may ask which tenant it belongs to. */
export const API_KEY_SCOPE_PERMISSIONS: Readonly<Record<ApiKeyScope, ReadonlySet<Permission>>> = {
  read: new Set<Permission>([...viewer, "apiKeys.read"]),
  devices: new Set<Permission>([
    "tenant.read",
    "devices.read",
    "devices.write",
    "roles.read",
    "certificates.read",
    "certificates.write",
    "jobs.read",
    "jobs.write",
  ]),
  publish: new Set<Permission>(["tenant.read", "messages.write"]),
  /** For whoever gathers what happened elsewhere: a SIEM. */
  audit: new Set<Permission>(["tenant.read", "audit.read", "events.read"]),
  // Not the end of the tenant: an admin may make such a key, and only an owner may delete.
  admin: new Set(PERMISSIONS.filter((permission) => permission !== "tenant.delete")),
};

/** What a member must be allowed in order to connect from the browser so. */
export function permissionToActAs({ kind }: ConsoleTokenClaims["actAs"]): Permission {
  return kind === "readOnly" ? "messages.read" : "messages.write";
}
