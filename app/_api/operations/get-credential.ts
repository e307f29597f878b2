import { credentialView } from "../../_services/devices/device.ts";
import { getCredential } from "../../_services/devices/get-credential.ts";
import { exampleCredential } from "../examples/devices.ts";
import { operation } from "../operation.ts";

export const getCredentialOperation = operation({
  method: "GET",
  path: "/devices/{deviceId}/credentials/{credentialId}",
  id: "getCredential",
  tag: "Credentials",
  summary: "Read a credential",
  description: "Everything but the secret, which nobody keeps.",
  permission: "devices.read",
  success: { status: 200, description: "The credential.", schema: credentialView },
  errors: ["not_found"],
  example: { result: exampleCredential },
  run: async ({ actor, params }) => ({ body: await getCredential(actor, params.deviceId, params.credentialId) }),
});
