import { z } from "zod";
import { authorityView } from "../../_services/certificates/certificate.ts";
import { listAuthorities } from "../../_services/certificates/list-authorities.ts";
import { exampleAuthority } from "../examples/certificates.ts";
import { operation } from "../operation.ts";

export const listCertificateAuthoritiesOperation = operation({
  method: "GET",
  path: "/certificate-authorities",
  id: "listCertificateAuthorities",
  tag: "Certificates",
  summary: "List certificate authorities",
  description: "Oldest first, on one page: those that are trusted, and the last that were.",
  permission: "certificates.read",
  success: {
    status: 200,
    description: "All authorities that are kept.",
    schema: z.strictObject({ data: z.array(authorityView), nextCursor: z.null() }),
  },
  errors: [],
  example: { result: { data: [exampleAuthority], nextCursor: null } },
  run: async ({ actor }) => ({ body: { data: await listAuthorities(actor), nextCursor: null } }),
});
