import { eq, sql } from "drizzle-orm";
import type { ListenerPolicy } from "#core/listener-policy.ts";
import type { Orm } from "../client.ts";
import { listenerPolicies } from "../schema/index.ts";

/** Undefined: the tenant has the default. */
export async function findListenerPolicy(orm: Orm, tenantId: string): Promise<ListenerPolicy | undefined> {
  const [row] = await orm
    .select({ policy: listenerPolicies.policy })
    .from(listenerPolicies)
    .where(eq(listenerPolicies.tenantId, tenantId));
  return row?.policy;
}

export async function putListenerPolicy(orm: Orm, tenantId: string, policy: ListenerPolicy): Promise<void> {
  await orm
    .insert(listenerPolicies)
    .values({ tenantId, policy })
    .onConflictDoUpdate({ target: listenerPolicies.tenantId, set: { policy, updatedAt: sql`now()` } });
}
