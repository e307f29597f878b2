import { policyVersion } from "#core/listener-policy.ts";
import { listenerPolicyView, updateListenerPolicyInput } from "../../_services/listener-policy/listener-policy.ts";
import { updateListenerPolicy } from "../../_services/listener-policy/update-listener-policy.ts";
import { exampleListenerPolicy } from "../examples/device-sign-in.ts";
import { operation } from "../operation.ts";
import { versionTag } from "../request-input.ts";

export const updateListenerPolicyOperation = operation({
  method: "PATCH",
  path: "/listener-policy",
  id: "updateListenerPolicy",
  tag: "Listener policy",
  summary: "Change the listener policy",
  description: "Listeners that are left out stay. Connections that are no longer allowed end at once.",
  permission: "settings.write",
  body: updateListenerPolicyInput,
  ifMatch: true,
  success: {
    status: 200,
    description: "The listener policy as it is now.",
    schema: listenerPolicyView,
    headers: { ETag: "The new version." },
  },
  errors: ["precondition_failed"],
  example: { body: { mqtt: [], ws: ["scram"] }, result: { ...exampleListenerPolicy, mqtt: [], ws: ["scram"] } },
  run: async ({ actor, body, expectedVersion }) => {
    const policy = await updateListenerPolicy(actor, body, expectedVersion);
    return { body: policy, headers: { etag: versionTag(policyVersion(policy)) } };
  },
});
