import {
  API_KEY_SCOPE_PERMISSIONS,
  type ApiKeyScope,
  MEMBER_ROLE_PERMISSIONS,
  type MemberRole,
  type Permission,
} from "#core/permissions.ts";
import { ApiError } from "./errors.ts";

interface ActorBase {
  readonly id: string;
  /** E-mail or key name: what the audit log shows. */
  readonly label: string;
  /** The network address the request came from, where known. */
  readonly address: string | undefined;
  readonly tenantId: string;
  readonly tenantSlug: string;
}

/** A member of the tenant, signed in to the console. */
export interface UserActor extends ActorBase {
  readonly kind: "user";
  readonly memberRole: MemberRole;
  /** Where they are signed in. */
  readonly userSessionId?: string | undefined;
}

/** A program with an API key of the tenant. */
export interface ApiKeyActor extends ActorBase {
  readonly kind: "apiKey";
  readonly scopes: readonly ApiKeyScope[];
}

/** Hato itself: bootstrap and jobs. */
export interface SystemActor extends ActorBase {
  readonly kind: "system";
}

/**
 * Who asks, and in which tenant: the first argument of every use case. Whoever makes an actor has authenticated it;
 * a use case trusts it and asks only what it may do.
 */
export type Actor = UserActor | ApiKeyActor | SystemActor;

export function hasPermission(actor: Actor, permission: Permission): boolean {
  switch (actor.kind) {
    case "user":
      return MEMBER_ROLE_PERMISSIONS[actor.memberRole].has(permission);
    case "apiKey":
      return actor.scopes.some((scope) => API_KEY_SCOPE_PERMISSIONS[scope].has(permission));
    case "system":
      return true;
  }
}

/**
 * The one permission check.
 * @throws ApiError forbidden, naming what would be needed
 */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (hasPermission(actor, permission)) return;
  const holder = actor.kind === "apiKey" ? "This API key's scopes do" : "Your role does";
  throw new ApiError("forbidden", `${holder} not include the permission ${permission}.`);
}
