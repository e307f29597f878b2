import { z } from "zod";
import { authorityView } from "../../_services/certificates/certificate.ts";
import { getAuthority } from "../../_services/certificates/get-authority.ts";
import { exampleAuthority } from "../examples/certificates.ts";
import { operation } from "../operation.ts";

export const getCertificateAuthorityOperation = operation({
  method: "GET",
  path: "/certificate-authorities/{authorityId}",
  id: "getCertificateAuthority",
  tag: "Certificates",
  summary: "Read a certificate authority",
  description: "With its certificate as PEM, for those who verify what it signed.",
  permission: "certificates.read",
  success: {
    status: 200,
    description: "The authority.",
    schema: z.strictObject({ certificateAuthority: authorityView }),
  },
  errors: ["not_found"],
  example: { result: { certificateAuthority: exampleAuthority } },
  run: async ({ actor, params }) => ({
    body: { certificateAuthority: await getAuthority(actor, params.authorityId) },
  }),
});
