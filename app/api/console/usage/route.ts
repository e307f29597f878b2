import { currentPerson } from "../../../_auth/access.ts";
import { requirePermission } from "../../../_services/actor.ts";
import { ApiError, ERROR_STATUS } from "../../../_services/errors.ts";
import { enterTenant } from "../../../_services/tenants/enter-tenant.ts";
import { getUsage } from "../../../_services/usage/get-usage.ts";
import { readUsageRange, usageInput } from "../../../_usage/usage-range.ts";

/** What the open Overview reads again: usage of the range. */
export async function GET(request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const person = await currentPerson();
  if (person === undefined) return new Response(null, { status: 401 });
  try {
    const actor = await enterTenant(person, query.get("tenant") ?? "");
    const range = readUsageRange(query.get("range"));
    const readAtMs = Date.now();
    requirePermission(actor, "usage.read");
    const usage = await getUsage(actor, usageInput(range, readAtMs));
    return Response.json({ ...usage, range, readAtMs }, { headers: { "cache-control": "no-store" } });
  } catch (error) {
    if (error instanceof ApiError) return new Response(null, { status: ERROR_STATUS[error.code] });
    throw error;
  }
}
