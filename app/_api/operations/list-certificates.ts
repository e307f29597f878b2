import { certificateView, listCertificatesInput } from "../../_services/certificates/certificate.ts";
import { listCertificates } from "../../_services/certificates/list-certificates.ts";
import { exampleCertificate } from "../examples/certificates.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../pages.ts";

export const listCertificatesOperation = operation({
  method: "GET",
  path: "/certificates",
  id: "listCertificates",
  tag: "Certificates",
  summary: "List the certificates of all devices",
  description: "Page by page, those that end first coming first.",
  permission: "certificates.read",
  query: listCertificatesInput,
  success: { status: 200, description: "One page of certificates.", schema: pageOf(certificateView) },
  errors: [],
  example: {
    query: { status: "expiring", withinDays: "30" },
    result: { data: [exampleCertificate], nextCursor: null },
  },
  run: async ({ actor, query }) => {
    const { data, nextCursor } = await listCertificates(actor, query);
    return { body: { data: [...data], nextCursor } };
  },
});
