import { policyVersion } from "#core/listener-policy.ts";
import { getListenerPolicy } from "../../_services/listener-policy/get-listener-policy.ts";
import { listenerPolicyView } from "../../_services/listener-policy/listener-policy.ts";
import { exampleListenerPolicy } from "../examples/device-sign-in.ts";
import { operation } from "../operation.ts";
import { versionTag } from "../request-input.ts";

export const getListenerPolicyOperation = operation({
  method: "GET",
  path: "/listener-policy",
  id: "getListenerPolicy",
  tag: "Listener policy",
  summary: "Read the listener policy",
  description:
    "What devices may show of themselves on each listener. A listener that takes nothing is closed to this tenant.",
  permission: "settings.read",
  success: {
    status: 200,
    description: "The listener policy.",
    schema: listenerPolicyView,
    headers: { ETag: "The version, for `If-Match`." },
  },
  errors: [],
  example: { result: exampleListenerPolicy },
  run: async ({ actor }) => {
    const policy = await getListenerPolicy(actor);
    return { body: policy, headers: { etag: versionTag(policyVersion(policy)) } };
  },
});
