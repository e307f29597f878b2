import { addCertificateOperation } from "#app/_api/operations/add-certificate.ts";
import { listDeviceCertificatesOperation } from "#app/_api/operations/list-device-certificates.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(
  addCertificateOperation,
  listDeviceCertificatesOperation,
);
