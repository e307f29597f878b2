import { currentPerson } from "../../../_auth/access.ts";
import { ApiError, ERROR_STATUS } from "../../../_services/errors.ts";
import { enterTenant } from "../../../_services/tenants/enter-tenant.ts";
import { listTracePage } from "../../../_traces/list-page.ts";
import { readTraceSearch } from "../../../_traces/trace-search.ts";

/** What the open page of messages shows anew. */
export async function GET(request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const person = await currentPerson();
  if (person === undefined) return new Response(null, { status: 401 });
  try {
    const actor = await enterTenant(person, query.get("tenant") ?? "");
    const page = await listTracePage(actor, readTraceSearch(Object.fromEntries(query)), Date.now());
    if (page === "topicInvalid") return new Response(null, { status: 400 });
    return Response.json(page, { headers: { "cache-control": "no-store" } });
  } catch (error) {
    if (error instanceof ApiError) return new Response(null, { status: ERROR_STATUS[error.code] });
    throw error;
  }
}
