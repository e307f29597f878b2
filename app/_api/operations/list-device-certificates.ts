import { z } from "zod";
import { certificateView } from "../../_services/certificates/certificate.ts";
import { listDeviceCertificates } from "../../_services/certificates/list-device-certificates.ts";
import { exampleCertificate } from "../examples/certificates.ts";
import { operation } from "../operation.ts";

export const listDeviceCertificatesOperation = operation({
  method: "GET",
  path: "/devices/{deviceId}/certificates",
  id: "listDeviceCertificates",
  tag: "Certificates",
  summary: "List a device's certificates",
  description: "Newest first, on one page: the live ones and the last that ended.",
  permission: "certificates.read",
  success: {
    status: 200,
    description: "All certificates that are kept.",
    schema: z.strictObject({ data: z.array(certificateView), nextCursor: z.null() }),
  },
  errors: ["not_found"],
  example: { result: { data: [exampleCertificate], nextCursor: null } },
  run: async ({ actor, params }) => ({
    body: { data: await listDeviceCertificates(actor, params.deviceId), nextCursor: null },
  }),
});
