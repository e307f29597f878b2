import { currentPerson } from "../../../../_auth/access.ts";
import { ApiError, ERROR_STATUS } from "../../../../_services/errors.ts";
import { enterTenant } from "../../../../_services/tenants/enter-tenant.ts";
import { getValue } from "../../../../_services/topics/get-value.ts";

/** A whole payload of which the stream told the beginning. */
export async function GET(request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const seq = query.get("seq") ?? "";
  const person = await currentPerson();
  if (person === undefined) return new Response(null, { status: 401 });
  if (!/^\d{1,15}$/.test(seq)) return new Response(null, { status: 400 });
  try {
    const actor = await enterTenant(person, query.get("tenant") ?? "");
    const payload = await getValue(actor, query.get("viewer") ?? "", Number(seq));
    // Anything at all: it must not become a page of ours.
    const headers = {
      "content-type": "application/octet-stream",
      "content-disposition": "attachment",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    };
    return new Response(new Uint8Array(payload), { headers });
  } catch (error) {
    if (error instanceof ApiError) return new Response(null, { status: ERROR_STATUS[error.code] });
    throw error;
  }
}
