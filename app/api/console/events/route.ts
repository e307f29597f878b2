import { currentPerson } from "../../../_auth/access.ts";
import { followBroker } from "../../../_live/follow-broker.ts";
import { followJobs } from "../../../_live/follow-jobs.ts";
import { followUsage } from "../../../_live/follow-usage.ts";
import { onPersonChange } from "../../../_live/person-changes.ts";
import { onTenantChange } from "../../../_live/tenant-changes.ts";
import { requirePermission, type UserActor } from "../../../_services/actor.ts";
import { getDevice } from "../../../_services/devices/get-device.ts";
import { ApiError, ERROR_STATUS } from "../../../_services/errors.ts";
import { enterTenant } from "../../../_services/tenants/enter-tenant.ts";
import { findPerson } from "../../../_services/user-sessions/find-person.ts";
import type { Person } from "../../../_services/users/person.ts";

/**
 * The tab's one event stream: what the broker tells of the tenant, and with `deviceId` that device's PUBLISHes too.
 *   message            a BrokerEvent (core/control.ts), its id the sequence number
 *   event: broker      { away, gap }: whether the broker can be heard; with `gap`, events may have been missed
 *   event: store       StatusResponse (core/control.ts), at first and whenever it changes
 *   event: change      {} when roles, groups or devices changed: what was worked out from them holds no more
 *   event: jobs        JobView[], the newest first: at once and whenever they move on
 *   event: usage       UsageNow (core/usage.ts), every second; null while the broker cannot be asked. Only with `usage`
 *   event: heartbeat   {} every ten seconds
 */
export async function GET(request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const person = await currentPerson();
  if (person === undefined) return new Response(null, { status: 401 });
  const tenantSlug = query.get("tenant") ?? "";
  const deviceId = query.get("deviceId") ?? undefined;
  try {
    const actor = await requireFollower(person, tenantSlug, deviceId);
    const { tenantId } = actor;
    const mayFollow = async () => {
      try {
        const still = await findPerson(person.userSessionId ?? "", person.address);
        return still !== undefined && (await requireFollower(still, tenantSlug, undefined)).tenantId === tenantId;
      } catch (error) {
        return !(error instanceof ApiError); // a database that is away has not said no
      }
    };
    const after = sequenceNumber(request.headers.get("last-event-id") ?? query.get("after"));
    const { signal } = request;
    const onDoubt = (askAgain: () => void) => onPersonChange(person.id, askAgain);
    const onChange = (told: () => void) => onTenantChange(tenantId, told);
    const beside = (send: (event: string, data: string) => void) => {
      const ends = [
        followJobs(actor, (jobs) => send("jobs", jobs)),
        ...(query.has("usage") ? [followUsage(actor, (usage) => send("usage", usage))] : []),
      ];
      return () => {
        for (const end of ends) end();
      };
    };
    const body = followBroker({ tenantId, deviceId, after, signal, mayFollow, onDoubt, onChange, beside });
    return new Response(body, {
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store, no-transform",
        // A proxy that buffers would hold every event back.
        "x-accel-buffering": "no",
      },
    });
  } catch (error) {
    if (error instanceof ApiError) return new Response(null, { status: ERROR_STATUS[error.code] });
    throw error;
  }
}

/** @throws ApiError when the person may not follow the tenant, or the device */
async function requireFollower(person: Person, tenantSlug: string, deviceId: string | undefined): Promise<UserActor> {
  const actor = await enterTenant(person, tenantSlug);
  requirePermission(actor, "devices.read");
  if (deviceId !== undefined) {
    requirePermission(actor, "messages.read");
    await getDevice(actor, deviceId);
  }
  return actor;
}

function sequenceNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
