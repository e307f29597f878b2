import { endAuthority } from "../../_services/certificates/end-authority.ts";
import { operation } from "../operation.ts";

export const endCertificateAuthorityOperation = operation({
  method: "DELETE",
  path: "/certificate-authorities/{authorityId}",
  id: "endCertificateAuthority",
  tag: "Certificates",
  summary: "End the trust in a certificate authority",
  description:
    "All certificates that it signed end now, and connections that were opened with them are closed. If Hato made it, its key is forgotten.",
  permission: "certificates.write",
  success: { status: 204, description: "The authority is not trusted any more." },
  errors: ["not_found"],
  example: {},
  run: async ({ actor, params }) => {
    await endAuthority(actor, params.authorityId);
    return {};
  },
});
