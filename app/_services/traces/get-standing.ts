import { type Actor, requirePermission } from "../actor.ts";
import { askTraces } from "../broker-traces.ts";
import { brokerAway } from "../errors.ts";
import type { StandingView } from "./trace.ts";

/**
 * What the broker keeps of the tenant's messages now, and what is armed.
 * @throws ApiError unavailable when the broker cannot be asked
 */
export async function getStanding(actor: Actor): Promise<StandingView> {
  requirePermission(actor, "events.read");
  const answer = await askTraces({ tenantId: actor.tenantId, limit: 1 });
  if (answer === null) throw brokerAway();
  const { oneIn, oldestAt, notKept, armings } = answer;
  return { oneIn, oldestAt, notKept, armings: [...armings] };
}
