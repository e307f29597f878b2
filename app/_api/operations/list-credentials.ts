import { z } from "zod";
import { credentialView } from "../../_services/devices/device.ts";
import { listCredentials } from "../../_services/devices/list-credentials.ts";
import { exampleCredential } from "../examples/devices.ts";
import { operation } from "../operation.ts";

export const listCredentialsOperation = operation({
  method: "GET",
  path: "/devices/{deviceId}/credentials",
  id: "listCredentials",
  tag: "Credentials",
  summary: "List a device's credentials",
  description: "Newest first, on one page: the live ones and the last that ended.",
  permission: "devices.read",
  success: {
    status: 200,
    description: "All credentials that are kept.",
    schema: z.strictObject({ data: z.array(credentialView), nextCursor: z.null() }),
  },
  errors: ["not_found"],
  example: { result: { data: [exampleCredential], nextCursor: null } },
  run: async ({ actor, params }) => ({
    body: { data: await listCredentials(actor, params.deviceId), nextCursor: null },
  }),
});
