import { setImmediate as nextTurn } from "node:timers/promises";
import { compile, explain } from "#core/acl.ts";
import { listDeviceIdsAfter } from "#db/queries/devices.ts";
import { type IdentityDevice, listIdentityDevices } from "#db/queries/identities.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { decodeCursor, encodeCursor, type Page } from "../page.ts";
import { rateLimiter } from "../rate-limit.ts";
import type { AllowedDeviceView, ListAllowedInput } from "./access-question.ts";

/** Some tenths of a second of the console's work each, which all tenants share: enough to page through 100 000 devices. */
const byTenant = rateLimiter("reverse questions by tenant", { burst: 100, perSecond: 2 });

const ORDER = "allowed";
/** Devices looked at in one statement, and for one page: some tenths of a second. */
const BATCH = 500;
const ASKED_MAX = 4_000;
/** A page ends after so long, where rules are many. */
const ANSWER_MS_MAX = 500;
/** Then others are answered. */
const SLICE_MS = 10;

/**
 * Which devices may publish or subscribe so. Every device is asked, in the order of their ids; where few may, a page may
 * end before it is full, so that no request takes long: the cursor goes on from there.
 * @throws ApiError rate_limited
 */
export async function listAllowedDevices(actor: Actor, input: ListAllowedInput): Promise<Page<AllowedDeviceView>> {
  requirePermission(actor, "roles.read");
  requirePermission(actor, "devices.read");
  const { tenantId } = actor;
  byTenant.require(tenantId);
  const { asTenant, asTenantSql } = services().database;
  const data: AllowedDeviceView[] = [];
  let after = decodeCursor(ORDER, input.cursor);
  const beganAt = performance.now();
  let sliceAt = beganAt;
  for (let asked = 0; asked < ASKED_MAX; asked += BATCH) {
    const ids = await asTenant(tenantId, (orm) => listDeviceIdsAfter(orm, tenantId, after, BATCH));
    const found = await asTenantSql(tenantId, (sql) => listIdentityDevices(sql, tenantId, ids));
    const byId = new Map(found.map((device) => [device.id, device]));
    for (const id of ids) {
      const nowMs = performance.now();
      if (nowMs - sliceAt > SLICE_MS) {
        // A device with thousands of rules takes a tenth of a second alone.
        if (nowMs - beganAt > ANSWER_MS_MAX && after !== undefined) {
          return { data, nextCursor: encodeCursor(ORDER, after) };
        }
        await nextTurn();
        sliceAt = performance.now();
      }
      const device = byId.get(id);
      const allowed = device === undefined ? undefined : judge(device, input);
      after = id;
      if (allowed === undefined) continue;
      data.push(allowed);
      if (data.length === input.limit) return { data, nextCursor: encodeCursor(ORDER, id) };
    }
    if (ids.length < BATCH) return { data, nextCursor: null };
  }
  return { data, nextCursor: after === undefined ? null : encodeCursor(ORDER, after) };
}

/** A client id is free; here it is the device's name, as most devices have it. */
function judge(
  { id, name, enabled, labels, rules }: IdentityDevice,
  { action, topic, qos, retain }: ListAllowedInput,
): AllowedDeviceView | undefined {
  const identity = { device: name, clientId: name, username: name, labels };
  const asksRetained = action === "publish" && retain;
  const { allowed, deciding } = explain(compile(rules, identity), action, topic, qos, asksRetained);
  if (!allowed || deciding === undefined) return undefined;
  return { device: { id, name, status: enabled ? "enabled" : "disabled" }, rule: deciding };
}
