import { z } from "zod";
import { certificateView } from "../../_services/certificates/certificate.ts";
import { getCertificate } from "../../_services/certificates/get-certificate.ts";
import { exampleCertificate } from "../examples/certificates.ts";
import { operation } from "../operation.ts";

export const getCertificateOperation = operation({
  method: "GET",
  path: "/certificates/{certificateId}",
  id: "getCertificate",
  tag: "Certificates",
  summary: "Read a certificate",
  description: "Everything but the certificate itself, which its device has.",
  permission: "certificates.read",
  success: {
    status: 200,
    description: "The certificate.",
    schema: z.strictObject({ certificate: certificateView }),
  },
  errors: ["not_found"],
  example: { result: { certificate: exampleCertificate } },
  run: async ({ actor, params }) => ({ body: { certificate: await getCertificate(actor, params.certificateId) } }),
});
