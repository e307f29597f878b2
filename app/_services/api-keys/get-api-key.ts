import { isId } from "#core/ids.ts";
import { findApiKey } from "#db/queries/api-keys.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { notFound } from "../errors.ts";
import type { ApiKeyView } from "./api-key.ts";
import { presentApiKey } from "./present-api-key.ts";

/** @throws ApiError not_found */
export async function getApiKey(actor: Actor, id: string): Promise<ApiKeyView> {
  requirePermission(actor, "apiKeys.read");
  if (!isId("apiKey", id)) throw notFound("API key");
  const key = await services().database.asTenant(actor.tenantId, (orm) => findApiKey(orm, actor.tenantId, id));
  if (key === undefined) throw notFound("API key");
  return presentApiKey(key);
}
