import { currentPerson } from "../../../_auth/access.ts";
import { ApiError, ERROR_STATUS } from "../../../_services/errors.ts";
import { enterTenant } from "../../../_services/tenants/enter-tenant.ts";
import { listBusiest } from "../../../_services/topics/list-busiest.ts";

/** Of each list as many as one takes in at a glance. */
const SHOWN = 5;

/** What the Overview asks again and again while somebody looks at it. */
export async function GET(request: Request): Promise<Response> {
  const person = await currentPerson();
  if (person === undefined) return new Response(null, { status: 401 });
  try {
    const actor = await enterTenant(person, new URL(request.url).searchParams.get("tenant") ?? "");
    return Response.json(await listBusiest(actor, { limit: SHOWN }), { headers: { "cache-control": "no-store" } });
  } catch (error) {
    if (error instanceof ApiError) return new Response(null, { status: ERROR_STATUS[error.code] });
    throw error;
  }
}
