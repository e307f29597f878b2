import { readJson } from "../../../../_api/request-input.ts";
import { parseInput } from "../../../../_api/validation.ts";
import { currentPerson } from "../../../../_auth/access.ts";
import { ApiError, ERROR_STATUS } from "../../../../_services/errors.ts";
import { enterTenant } from "../../../../_services/tenants/enter-tenant.ts";
import { setView, VIEW_BYTES_MAX, viewInput } from "../../../../_services/topics/set-view.ts";

/**
 * What an open Live topics page looks at now. No server action: those of one page wait for each other. The cookie is not
 * sent by other sites (SameSite), and neither is JSON without asking first.
 */
export async function POST(request: Request): Promise<Response> {
  const person = await currentPerson();
  if (person === undefined) return new Response(null, { status: 401 });
  if (request.headers.get("content-type") !== "application/json") return new Response(null, { status: 415 });
  try {
    const actor = await enterTenant(person, new URL(request.url).searchParams.get("tenant") ?? "");
    await setView(actor, parseInput(viewInput, await readJson(request, VIEW_BYTES_MAX)));
    return new Response(null, { status: 204 });
  } catch (error) {
    if (error instanceof ApiError)
      return Response.json({ message: error.message }, { status: ERROR_STATUS[error.code] });
    throw error;
  }
}
