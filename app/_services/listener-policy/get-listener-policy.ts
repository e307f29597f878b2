import { DEFAULT_LISTENER_POLICY, type ListenerPolicy } from "#core/listener-policy.ts";
import { findListenerPolicy } from "#db/queries/listener-policies.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import type { ListenerPolicyView } from "./listener-policy.ts";

/** What the tenant's devices may show on each listener. */
export async function getListenerPolicy(actor: Actor): Promise<ListenerPolicyView> {
  requirePermission(actor, "settings.read");
  const { tenantId } = actor;
  const policy = await services().database.asTenant(tenantId, (orm) => findListenerPolicy(orm, tenantId));
  return presentListenerPolicy(policy ?? DEFAULT_LISTENER_POLICY);
}

export function presentListenerPolicy({ mqtt, mqtts, ws, wss }: ListenerPolicy): ListenerPolicyView {
  return { mqtt: [...mqtt], mqtts: [...mqtts], ws: [...ws], wss: [...wss] };
}
