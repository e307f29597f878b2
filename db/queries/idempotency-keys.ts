import { and, eq, sql } from "drizzle-orm";
import type { Orm } from "../client.ts";
import { type IdempotencyKey, idempotencyKeys } from "../schema/index.ts";

type KeyPlace = Pick<IdempotencyKey, "tenantId" | "apiKeyId" | "key">;

/**
 * Takes the key for a request; undefined when it is taken now, else what it was taken for. One that was taken and never
 * answered, because the process died, is free again after a while.
 */
export async function takeIdempotencyKey(
  orm: Orm,
  place: KeyPlace,
  request: Buffer,
  abandonedAfterSeconds: number,
): Promise<IdempotencyKey | undefined> {
  const [taken] = await orm
    .insert(idempotencyKeys)
    .values({ ...place, request })
    .onConflictDoUpdate({
      target: [idempotencyKeys.tenantId, idempotencyKeys.apiKeyId, idempotencyKeys.key],
      set: { request, createdAt: sql`now()` },
      setWhere: sql`${idempotencyKeys.status} is null
        and ${idempotencyKeys.createdAt} < now() - make_interval(secs => ${abandonedAfterSeconds})`,
    })
    .returning();
  if (taken !== undefined) return undefined;
  const [row] = await orm.select().from(idempotencyKeys).where(isAt(place));
  return row;
}

export async function keepAnswer(orm: Orm, place: KeyPlace, status: number, answer: Buffer): Promise<void> {
  await orm.update(idempotencyKeys).set({ status, answer }).where(isAt(place));
}

/** For a request that came to nothing: it may be sent again as it is. */
export async function releaseIdempotencyKey(orm: Orm, place: KeyPlace): Promise<void> {
  await orm.delete(idempotencyKeys).where(isAt(place));
}

/** Asked as the owner of the tables. @returns how many went */
export async function sweepIdempotencyKeys(orm: Orm, keptHours: number, limit: number): Promise<number> {
  const gone = await orm.execute(sql`
    delete from idempotency_keys where (tenant_id, api_key_id, key) in (
      select tenant_id, api_key_id, key from idempotency_keys
      where created_at < now() - make_interval(hours => ${keptHours}) limit ${limit})
    returning 1`);
  return gone.length;
}

function isAt({ tenantId, apiKeyId, key }: KeyPlace) {
  return and(
    eq(idempotencyKeys.tenantId, tenantId),
    eq(idempotencyKeys.apiKeyId, apiKeyId),
    eq(idempotencyKeys.key, key),
  );
}
