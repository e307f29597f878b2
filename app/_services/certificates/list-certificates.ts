import { listCertificates as listCertificateRows } from "#db/queries/device-certificates.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { services } from "../database.ts";
import { ApiError } from "../errors.ts";
import { cutPage, decodeCursor, type Page } from "../page.ts";
import type { CertificateView, ListCertificatesInput } from "./certificate.ts";
import { presentCertificate } from "./present-certificate.ts";

const SORT = "notAfter";

/** One page of the certificates of the tenant's devices, those that end first coming first. */
export async function listCertificates(
  actor: Actor,
  { cursor, limit, ...filter }: ListCertificatesInput,
): Promise<Page<CertificateView>> {
  requirePermission(actor, "certificates.read");
  const { tenantId } = actor;
  const after = placeAfter(decodeCursor(SORT, cursor));
  const found = await services().database.asTenant(tenantId, (orm) =>
    listCertificateRows(orm, tenantId, { ...filter, after, limit: limit + 1 }),
  );
  const { rows, nextCursor } = cutPage(
    found,
    limit,
    SORT,
    ({ certificate }) => `${certificate.notAfter.getTime()} ${certificate.id}`,
  );
  return { data: rows.map((row) => presentCertificate(row)), nextCursor };
}

/** @throws ApiError when somebody made the cursor up */
function placeAfter(key: string | undefined): { notAfter: Date; id: string } | undefined {
  if (key === undefined) return undefined;
  const [, ms, id] = /^(\d{1,15}) (\w+)$/.exec(key) ?? [];
  if (ms === undefined || id === undefined) throw new ApiError("invalid_request", "The cursor cannot be used.");
  return { notAfter: new Date(Number(ms)), id };
}
