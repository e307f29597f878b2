import { createCertificateAuthorityOperation } from "#app/_api/operations/create-certificate-authority.ts";
import { listCertificateAuthoritiesOperation } from "#app/_api/operations/list-certificate-authorities.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(
  createCertificateAuthorityOperation,
  listCertificateAuthoritiesOperation,
);
