import { listApiKeys as listApiKeyRows } from "#db/queries/api-keys.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { cutPage, decodeCursor, type Page } from "../page.ts";
import type { ApiKeyView, ListApiKeysInput } from "./api-key.ts";
import { presentApiKey } from "./present-api-key.ts";

/** One page of the tenant's API keys, oldest first, revoked ones too. */
export async function listApiKeys(actor: Actor, { cursor, limit }: ListApiKeysInput): Promise<Page<ApiKeyView>> {
  requirePermission(actor, "apiKeys.read");
  const { tenantId } = actor;
  const after = decodeCursor("id", cursor);
  const found = await services().database.asTenant(tenantId, (orm) =>
    listApiKeyRows(orm, tenantId, { after, limit: limit + 1 }),
  );
  const { rows, nextCursor } = cutPage(found, limit, "id", (key) => key.id);
  return { data: rows.map((row) => presentApiKey(row)), nextCursor };
}
