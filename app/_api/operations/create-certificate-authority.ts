import { z } from "zod";
import { authorityView, createAuthorityInput } from "../../_services/certificates/certificate.ts";
import { createAuthority } from "../../_services/certificates/create-authority.ts";
import { exampleAuthority } from "../examples/certificates.ts";
import { operation } from "../operation.ts";

export const createCertificateAuthorityOperation = operation({
  method: "POST",
  path: "/certificate-authorities",
  id: "createCertificateAuthority",
  tag: "Certificates",
  summary: "Trust a certificate authority",
  description:
    "One that Hato makes, to issue certificates with, or one of your own, for devices that have theirs already.",
  permission: "certificates.write",
  body: createAuthorityInput,
  success: {
    status: 201,
    description: "The authority.",
    schema: z.strictObject({ certificateAuthority: authorityView }),
    headers: { Location: "The path of the authority." },
  },
  errors: ["conflict"],
  example: { body: { name: "Factory 2026" }, result: { certificateAuthority: exampleAuthority } },
  run: async ({ actor, body }) => {
    const certificateAuthority = await createAuthority(actor, body);
    const location = `/api/v1/certificate-authorities/${certificateAuthority.id}`;
    return { body: { certificateAuthority }, headers: { location } };
  },
});
