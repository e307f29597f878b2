import { listUsage } from "#db/queries/usage.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { askUsage } from "../broker-control.ts";
import { services } from "../database.ts";
import { BUCKETS } from "./buckets.ts";
import { type GetUsageInput, presentUsagePoint, type UsageView } from "./usage.ts";

/** What the tenant used, stretch by stretch, and uses now. */
export async function getUsage(actor: Actor, { from, to, bucket }: GetUsageInput): Promise<UsageView> {
  requirePermission(actor, "usage.read");
  const { tenantId } = actor;
  const { seconds, of } = BUCKETS[bucket];
  const [points, now] = await Promise.all([
    services().database.asTenant(tenantId, (orm) =>
      listUsage(orm, tenantId, { bucket: of, stepSeconds: seconds, from, to }),
    ),
    askUsage(tenantId),
  ]);
  return { data: points.map(presentUsagePoint), now };
}
