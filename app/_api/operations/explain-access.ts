import { accessVerdictView, explainAccessInput } from "../../_services/access/access-question.ts";
import { explainAccess } from "../../_services/access/explain-access.ts";
import { exampleVerdict } from "../examples/roles.ts";
import { operation } from "../operation.ts";

export const explainAccessOperation = operation({
  method: "POST",
  path: "/access/explain",
  id: "explainAccess",
  tag: "Access",
  summary: "Explain access",
  description:
    "May this client do that, and which rule says so? Asked of the rules and by the code that the broker asks, with every rule on the way, and what it would take. Nothing is changed.",
  permission: "roles.read",
  body: explainAccessInput,
  success: { status: 200, description: "The verdict.", schema: accessVerdictView },
  errors: ["not_found"],
  example: {
    body: { deviceId: "dev_06eq3v8x4m2t7k9r5b1c0d6fgh", action: "publish", topic: "alarms/pump-17", qos: 1 },
    result: exampleVerdict,
  },
  run: async ({ actor, body }) => ({ body: await explainAccess(actor, body) }),
});
