import { revokeCertificate } from "../../_services/certificates/revoke-certificate.ts";
import { operation } from "../operation.ts";

export const revokeCertificateOperation = operation({
  method: "DELETE",
  path: "/certificates/{certificateId}",
  id: "revokeCertificate",
  tag: "Certificates",
  summary: "Revoke a certificate",
  description: "It ends now, and connections that were opened with it are closed. It stays in the list as revoked.",
  permission: "certificates.write",
  success: { status: 204, description: "The certificate is revoked." },
  errors: ["not_found"],
  example: {},
  run: async ({ actor, params }) => {
    await revokeCertificate(actor, params.certificateId);
    return {};
  },
});
