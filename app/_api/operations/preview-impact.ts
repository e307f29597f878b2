import { impactView, previewImpactInput } from "../../_services/access/access-question.ts";
import { previewImpact } from "../../_services/access/preview-impact.ts";
import { exampleDevice } from "../examples/devices.ts";
import { operation } from "../operation.ts";

/** All the rules of a role, the longest. */
const BODY_BYTES_MAX = 512 * 1024;

export const previewImpactOperation = operation({
  method: "POST",
  path: "/access/impact",
  id: "previewImpact",
  tag: "Access",
  summary: "Preview what a change of rules would take away",
  description:
    "What would connected clients and kept sessions lose if the role had these rules? The broker judges, by the code that would cut them. Nothing is changed.",
  permission: "roles.read",
  body: previewImpactInput,
  bodyBytesMax: BODY_BYTES_MAX,
  success: { status: 200, description: "What would be lost.", schema: impactView },
  errors: ["not_found", "unavailable"],
  example: {
    body: {
      roleId: "rol_06eq3v8x4q7w2z5y8t1r4e9k3j",
      rules: [{ effect: "allow", action: "publish", filter: "${device}/#" }],
    },
    result: {
      sessionsAffected: 42,
      connectionsAffected: 40,
      subscriptionsCut: 1,
      willsDenied: 0,
      losses: [
        {
          deviceId: exampleDevice.id,
          deviceName: exampleDevice.name,
          clientId: "pump-17",
          filter: "pump-17/commands",
          online: true,
        },
      ],
      complete: true,
    },
  },
  run: async ({ actor, body }) => ({ body: await previewImpact(actor, body) }),
});
