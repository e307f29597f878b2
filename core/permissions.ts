import type { ConsoleTokenClaims } from "./control.ts";

/**
 * Who may do what: the one table behind every use case. A member's role and an API key's scopes both grant
 * permissions; what is not granted is refused.
 */

export const PERMISSIONS = [
  "tenant.read",
  "devices.read",
  "devices.write",
  "apiKeys.read",
  "apiKeys.write",
  "messages.read",
  "messages.write",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const MEMBER_ROLES = ["owner", "admin", "developer", "viewer"] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

const viewer: readonly Permission[] = ["tenant.read", "devices.read", "messages.read"];
const developer: readonly Permission[] = [...viewer, "devices.write", "messages.write", "apiKeys.read"];
const admin: readonly Permission[] = [...developer, "apiKeys.write"];

export const MEMBER_ROLE_PERMISSIONS: Readonly<Record<MemberRole, ReadonlySet<Permission>>> = {
  owner: new Set(PERMISSIONS),
  admin: new Set(admin),
  developer: new Set(developer),
  viewer: new Set(viewer),
};

export const API_KEY_SCOPES = ["read", "devices", "publish", "admin"] as const;
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

/** Every key may ask which tenant it belongs to. */
export const API_KEY_SCOPE_PERMISSIONS: Readonly<Record<ApiKeyScope, ReadonlySet<Permission>>> = {
  read: new Set<Permission>(["tenant.read", "devices.read", "apiKeys.read", "messages.read"]),
  devices: new Set<Permission>(["tenant.read", "devices.read", "devices.write"]),
  publish: new Set<Permission>(["tenant.read", "messages.write"]),
  admin: new Set(PERMISSIONS),
};

/** What a member must be allowed in order to connect from the browser so. */
export function permissionToActAs({ kind }: ConsoleTokenClaims["actAs"]): Permission {
  return kind === "readOnly" ? "messages.read" : "messages.write";
}
