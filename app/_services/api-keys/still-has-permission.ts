import type { Permission } from "#core/permissions.ts";
import { isDatabaseAway } from "#db/postgres-error.ts";
import { findApiKey } from "#db/queries/api-keys.ts";
import { type ApiKeyActor, hasPermission } from "../actor.ts";
import { services } from "../database.ts";
import { scopesOf, statusOf } from "./present-api-key.ts";

/**
 * Whether the key that was let in some time ago would be let in now: for what stays open for long. A database that is
 * away has not said no.
 */
export async function stillHasPermission(actor: ApiKeyActor, permission: Permission): Promise<boolean> {
  try {
    const key = await services().database.asTenant(actor.tenantId, (orm) => findApiKey(orm, actor.tenantId, actor.id));
    if (key === undefined || statusOf(key) !== "active") return false;
    return hasPermission({ ...actor, scopes: scopesOf(key) }, permission);
  } catch (error) {
    return isDatabaseAway(error);
  }
}
