import { getCertificateOperation } from "#app/_api/operations/get-certificate.ts";
import { revokeCertificateOperation } from "#app/_api/operations/revoke-certificate.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(
  getCertificateOperation,
  revokeCertificateOperation,
);
