import { DEFAULT_LISTENER_POLICY, LISTENERS, policyVersion } from "#core/listener-policy.ts";
import { notifyChange } from "#db/queries/changes.ts";
import { findListenerPolicy, putListenerPolicy } from "#db/queries/listener-policies.ts";
import { lockTenant } from "#db/queries/tenants.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError } from "../errors.ts";
import { presentListenerPolicy } from "./get-listener-policy.ts";
import type { ListenerPolicyView, UpdateListenerPolicyInput } from "./listener-policy.ts";

/**
 * Changes what some listeners take, the others stay; connections that are no longer allowed end at once.
 * @param expectedVersion the version the caller saw; undefined: whatever it is now
 * @throws ApiError precondition_failed when somebody changed it meanwhile
 */
export async function updateListenerPolicy(
  actor: Actor,
  change: UpdateListenerPolicyInput,
  expectedVersion?: number,
): Promise<ListenerPolicyView> {
  requirePermission(actor, "settings.write");
  const { tenantId } = actor;
  return services().database.asTenant(tenantId, async (orm) => {
    // Locked, so that of two changes at once neither is lost.
    await lockTenant(orm, tenantId);
    const before = (await findListenerPolicy(orm, tenantId)) ?? DEFAULT_LISTENER_POLICY;
    if (expectedVersion !== undefined && expectedVersion !== policyVersion(before)) {
      throw new ApiError("precondition_failed", "The policy was changed meanwhile. Read it again, then repeat.");
    }
    const given = Object.fromEntries(Object.entries(change).filter(([, kinds]) => kinds !== undefined));
    const after = { ...before, ...given };
    await putListenerPolicy(orm, tenantId, after);
    const changed = LISTENERS.filter((listener) => before[listener].join() !== after[listener].join());
    await audit(orm, actor, {
      action: "listenerPolicy.update",
      target: { kind: "listenerPolicy", id: tenantId, label: actor.tenantSlug },
      before: Object.fromEntries(changed.map((listener) => [listener, before[listener]])),
      after: Object.fromEntries(changed.map((listener) => [listener, after[listener]])),
    });
    await notifyChange(orm, { tenantId, kind: "listenerPolicy", id: tenantId });
    return presentListenerPolicy(after);
  });
}
