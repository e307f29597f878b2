import { getSession } from "../../_services/sessions/get-session.ts";
import { sessionDetailView } from "../../_services/sessions/session.ts";
import { exampleSessionDetail } from "../examples/sessions.ts";
import { operation } from "../operation.ts";

export const getSessionOperation = operation({
  method: "GET",
  path: "/sessions/{sessionId}",
  id: "getSession",
  tag: "Sessions",
  summary: "Get a session",
  description:
    "With its subscriptions and the oldest messages that wait for it. Their payloads need a key that may read messages.",
  permission: "sessions.read",
  success: { status: 200, description: "The session as it is now.", schema: sessionDetailView },
  errors: ["not_found", "unavailable"],
  example: { result: exampleSessionDetail },
  run: async ({ actor, params }) => ({ body: await getSession(actor, params.sessionId) }),
});
