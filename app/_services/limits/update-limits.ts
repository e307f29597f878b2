import { notifyChange } from "#db/queries/changes.ts";
import { holdTenantSettings, putTenantSettings } from "#db/queries/tenant-settings.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { audit } from "../audit.ts";
import { services } from "../database.ts";
import { ApiError } from "../errors.ts";
import { getLimits } from "./get-limits.ts";
import { change, type LimitsView, pickOf, requireBelow, type UpdateLimitsInput } from "./limit.ts";

/**
 * Sets limits and policies of the tenant. They hold at once: rates for open connections, numbers of connections by
 * ending the newest.
 * @param expectedVersion the version the caller saw; undefined: whatever it is now
 * @throws ApiError invalid_request above a ceiling, precondition_failed when somebody changed them meanwhile
 */
export async function updateLimits(
  actor: Actor,
  input: UpdateLimitsInput,
  expectedVersion?: number,
): Promise<LimitsView> {
  requirePermission(actor, "settings.write");
  requireBelow(services().config.limits, withoutUndefined(input.limits));
  const { tenantId } = actor;
  await services().database.asTenant(tenantId, async (orm) => {
    const before = await holdTenantSettings(orm, tenantId);
    const version = before?.version ?? 0;
    if (expectedVersion !== undefined && expectedVersion !== version) {
      throw new ApiError("precondition_failed", "The settings were changed meanwhile. Read them again, then repeat.");
    }
    const limits = change(before?.limits ?? {}, input.limits);
    const policies = change(before?.policies ?? {}, input.policies);
    await putTenantSettings(orm, { tenantId, limits, policies, version: version + 1, updatedBy: actor.label });
    const wanted = { ...input.limits, ...input.policies };
    await audit(orm, actor, {
      action: "settings.update",
      target: { kind: "tenant", id: tenantId, label: actor.tenantSlug },
      before: pickOf({ ...before?.limits, ...before?.policies }, wanted),
      after: pickOf({ ...limits, ...policies }, wanted),
    });
    await notifyChange(orm, { tenantId, kind: "settings", id: tenantId });
  });
  return getLimits(actor);
}

function withoutUndefined<Value>(record: Readonly<Record<string, Value | undefined>> = {}): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter((entry): entry is [string, Value] => entry[1] !== undefined));
}
