import { revokeCredential } from "../../_services/devices/revoke-credential.ts";
import { operation } from "../operation.ts";

export const revokeCredentialOperation = operation({
  method: "DELETE",
  path: "/devices/{deviceId}/credentials/{credentialId}",
  id: "revokeCredential",
  tag: "Credentials",
  summary: "Revoke a credential",
  description: "It ends now, and connections that were opened with it are closed. It stays in the list as revoked.",
  permission: "devices.write",
  success: { status: 204, description: "The credential is revoked." },
  errors: ["not_found"],
  example: {},
  run: async ({ actor, params }) => {
    await revokeCredential(actor, params.deviceId, params.credentialId);
    return {};
  },
});
