import { endCertificateAuthorityOperation } from "#app/_api/operations/end-certificate-authority.ts";
import { getCertificateAuthorityOperation } from "#app/_api/operations/get-certificate-authority.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(
  endCertificateAuthorityOperation,
  getCertificateAuthorityOperation,
);
