import { addCertificate } from "../../_services/certificates/add-certificate.ts";
import { addCertificateInput, addedCertificateView } from "../../_services/certificates/certificate.ts";
import { exampleAddedCertificate } from "../examples/certificates.ts";
import { operation } from "../operation.ts";

export const addCertificateOperation = operation({
  method: "POST",
  path: "/devices/{deviceId}/certificates",
  id: "addCertificate",
  tag: "Certificates",
  summary: "Give a device a certificate",
  description:
    "With `csr`, Hato signs one for the key of the request; with `certificate`, the one that the device has already is registered; with neither, Hato makes the key too, and it is in this answer and nowhere else.",
  permission: "certificates.write",
  body: addCertificateInput,
  success: {
    status: 201,
    description: "The certificate.",
    schema: addedCertificateView,
    headers: { Location: "The path of the certificate." },
  },
  errors: ["not_found", "conflict"],
  example: { body: { days: 365 }, result: exampleAddedCertificate },
  run: async ({ actor, params, body }) => {
    const added = await addCertificate(actor, params.deviceId, body);
    return { body: added, headers: { location: `/api/v1/certificates/${added.certificate.id}` } };
  },
});
