import { unsubscribeSession, unsubscribeSessionInput } from "../../_services/sessions/unsubscribe-session.ts";
import { operation } from "../operation.ts";

export const unsubscribeSessionOperation = operation({
  method: "POST",
  path: "/sessions/{sessionId}/unsubscribe",
  id: "unsubscribeSession",
  tag: "Sessions",
  summary: "Take a subscription from a session",
  description: "MQTT has no way to tell its client, which may subscribe again.",
  permission: "sessions.write",
  body: unsubscribeSessionInput,
  success: { status: 204, description: "The subscription is no more." },
  errors: ["not_found", "unavailable"],
  example: { body: { filter: "hall/#" } },
  run: async ({ actor, params, body }) => {
    await unsubscribeSession(actor, params.sessionId, body.filter);
    return {};
  },
});
