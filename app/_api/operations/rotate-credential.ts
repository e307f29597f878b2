import { z } from "zod";
import { newCredentialView, rotateCredentialInput } from "../../_services/devices/device.ts";
import { rotateCredential } from "../../_services/devices/rotate-credential.ts";
import { exampleNewCredential } from "../examples/devices.ts";
import { operation } from "../operation.ts";

export const rotateCredentialOperation = operation({
  method: "POST",
  path: "/devices/{deviceId}/credentials",
  id: "rotateCredential",
  tag: "Credentials",
  summary: "Give a device a new credential",
  description:
    "Its present credentials end at once, after the overlap, or not at all. The password is shown in this answer and never again.",
  permission: "devices.write",
  body: rotateCredentialInput,
  success: {
    status: 201,
    description: "The new credential.",
    schema: z.strictObject({ credential: newCredentialView }),
    headers: { Location: "The path of the credential." },
  },
  errors: ["not_found", "conflict"],
  example: { body: { overlapHours: 24, name: "firmware 4" }, result: { credential: exampleNewCredential } },
  run: async ({ actor, params, body }) => {
    const credential = await rotateCredential(actor, params.deviceId, body);
    const location = `/api/v1/devices/${params.deviceId}/credentials/${credential.id}`;
    return { body: { credential }, headers: { location } };
  },
});
