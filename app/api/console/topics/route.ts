import { currentPerson } from "../../../_auth/access.ts";
import { followTopics } from "../../../_live/follow-topics.ts";
import { onPersonChange } from "../../../_live/person-changes.ts";
import { requirePermission, type UserActor } from "../../../_services/actor.ts";
import { openTopics } from "../../../_services/broker-topics.ts";
import { ApiError, ERROR_STATUS } from "../../../_services/errors.ts";
import { enterTenant } from "../../../_services/tenants/enter-tenant.ts";
import { newViewer } from "../../../_services/topics/viewer.ts";
import { findPerson } from "../../../_services/user-sessions/find-person.ts";
import type { Person } from "../../../_services/users/person.ts";

/** The stream of an open Live topics page; core/live-topics.ts says what it tells. */
export async function GET(request: Request): Promise<Response> {
  const tenantSlug = new URL(request.url).searchParams.get("tenant") ?? "";
  const person = await currentPerson();
  if (person === undefined) return new Response(null, { status: 401 });
  try {
    const { tenantId, ...actor } = await requireViewer(person, tenantSlug);
    const mayFollow = async () => {
      try {
        const still = await findPerson(person.userSessionId ?? "", person.address);
        return still !== undefined && (await requireViewer(still, tenantSlug)).tenantId === tenantId;
      } catch (error) {
        return !(error instanceof ApiError); // a database that is away has not said no
      }
    };
    const over = new AbortController();
    request.signal.addEventListener("abort", () => over.abort());
    const viewer = newViewer(actor);
    const first = await openTopics(tenantId, viewer, over.signal);
    if (first === "tooMany") return new Response(null, { status: ERROR_STATUS.rate_limited });
    const onDoubt = (askAgain: () => void) => onPersonChange(person.id, askAgain);
    return new Response(followTopics({ tenantId, viewer, first, over, mayFollow, onDoubt }), {
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store, no-transform",
        // A proxy that buffers would hold every frame back.
        "x-accel-buffering": "no",
      },
    });
  } catch (error) {
    if (error instanceof ApiError) return new Response(null, { status: ERROR_STATUS[error.code] });
    throw error;
  }
}

/** @throws ApiError when the person may not see the tenant's messages */
async function requireViewer(person: Person, tenantSlug: string): Promise<UserActor> {
  const actor = await enterTenant(person, tenantSlug);
  requirePermission(actor, "messages.read");
  return actor;
}
