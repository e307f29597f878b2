import { endSession } from "../../_services/sessions/end-session.ts";
import { operation } from "../operation.ts";

export const endSessionOperation = operation({
  method: "DELETE",
  path: "/sessions/{sessionId}",
  id: "endSession",
  tag: "Sessions",
  summary: "End a session",
  description: "Its client is disconnected; its subscriptions and what waits for it are gone.",
  permission: "sessions.write",
  success: { status: 204, description: "The session is no more." },
  errors: ["not_found", "unavailable"],
  example: {},
  run: async ({ actor, params }) => {
    await endSession(actor, params.sessionId);
    return {};
  },
});
