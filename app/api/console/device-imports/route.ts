import { readJson } from "../../../_api/request-input.ts";
import { parseInput } from "../../../_api/validation.ts";
import { currentPerson } from "../../../_auth/access.ts";
import { failureMessage } from "../../../_forms/failure.ts";
import { requirePermission } from "../../../_services/actor.ts";
import { importDevices, importDevicesInput } from "../../../_services/devices/import-devices.ts";
import { IMPORT_BYTES_MAX } from "../../../_services/devices/import-file.ts";
import { ApiError, ERROR_STATUS } from "../../../_services/errors.ts";
import { enterTenant } from "../../../_services/tenants/enter-tenant.ts";

/** JSON doubles what it must escape; a CSV file has quotes and line ends. */
const BODY_BYTES_MAX = 2 * IMPORT_BYTES_MAX;

/**
 * The console's way to the import of devices: a file is larger than a server action takes. The cookie is not sent by
 * other sites (SameSite), and neither is JSON without asking first.
 */
export async function POST(request: Request): Promise<Response> {
  const tenantSlug = new URL(request.url).searchParams.get("tenant") ?? "";
  const person = await currentPerson();
  if (person === undefined) return Response.json({ message: await failureMessage(gone()) }, { status: 401 });
  if (request.headers.get("content-type") !== "application/json") return new Response(null, { status: 415 });
  try {
    const actor = await enterTenant(person, tenantSlug);
    // Before tens of megabytes are read for who may not.
    requirePermission(actor, "devices.write");
    const input = parseInput(importDevicesInput, await readJson(request, BODY_BYTES_MAX));
    return Response.json(await importDevices(actor, input));
  } catch (error) {
    if (!(error instanceof ApiError)) return Response.json({ message: await failureMessage(error) }, { status: 500 });
    const message = ["invalid_request", "conflict", "too_large"].includes(error.code)
      ? error.message
      : await failureMessage(error);
    return Response.json({ message }, { status: ERROR_STATUS[error.code] });
  }
}

function gone(): ApiError {
  return new ApiError("forbidden", "Sign in first.");
}
