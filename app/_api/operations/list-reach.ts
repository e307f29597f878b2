import { accessReachView, accessSubjectInput } from "../../_services/access/access-question.ts";
import { listReach } from "../../_services/access/list-reach.ts";
import { operation } from "../operation.ts";

const entry = {
  roleName: "own-subtree",
  position: 1,
  effect: "allow",
  filter: "${device}/#",
  expanded: "pump-17/#",
  qosMax: 2,
  retainAllowed: true,
  except: [],
  effective: true,
} as const;

export const listReachOperation = operation({
  method: "POST",
  path: "/access/topics",
  id: "listReach",
  tag: "Access",
  summary: "List the topics of a client",
  description: "Which topics may it use? Every rule that decides, variables filled in, with what is denied within.",
  permission: "roles.read",
  body: accessSubjectInput,
  success: { status: 200, description: "What it may publish and subscribe to.", schema: accessReachView },
  errors: ["not_found"],
  example: {
    body: { deviceId: "dev_06eq3v8x4m2t7k9r5b1c0d6fgh" },
    result: { publish: [entry], subscribe: [entry] },
  },
  run: async ({ actor, body }) => ({ body: await listReach(actor, body) }),
});
