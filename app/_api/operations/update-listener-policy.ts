import { listenerPolicyView, updateListenerPolicyInput } from "../../_services/listener-policy/listener-policy.ts";
import { updateListenerPolicy } from "../../_services/listener-policy/update-listener-policy.ts";
import { exampleListenerPolicy } from "../examples/device-sign-in.ts";
import { operation } from "../operation.ts";

export const updateListenerPolicyOperation = operation({
  method: "PATCH",
  path: "/listener-policy",
  id: "updateListenerPolicy",
  tag: "Listener policy",
  summary: "Change the listener policy",
  description: "Listeners that are left out stay. Connections that are no longer allowed end at once.",
  permission: "settings.write",
  body: updateListenerPolicyInput,
  success: { status: 200, description: "The listener policy as it is now.", schema: listenerPolicyView },
  errors: [],
  example: { body: { mqtt: [], ws: ["scram"] }, result: { ...exampleListenerPolicy, mqtt: [], ws: ["scram"] } },
  run: async ({ actor, body }) => ({ body: await updateListenerPolicy(actor, body) }),
});
