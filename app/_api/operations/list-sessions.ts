import { listSessions } from "../../_services/sessions/list-sessions.ts";
import { listSessionsInput, sessionView } from "../../_services/sessions/session.ts";
import { exampleSession } from "../examples/sessions.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../pages.ts";

export const listSessionsOperation = operation({
  method: "GET",
  path: "/sessions",
  id: "listSessions",
  tag: "Sessions",
  summary: "List sessions",
  description: "Online ones and those that wait for their client, in the order in which the broker came to know them.",
  permission: "sessions.read",
  query: listSessionsInput,
  success: { status: 200, description: "A page of sessions.", schema: pageOf(sessionView) },
  errors: ["unavailable"],
  example: { query: { state: "offline", queuedMin: "1" }, result: { data: [exampleSession], nextCursor: null } },
  run: async ({ actor, query }) => ({ body: await listSessions(actor, query) }),
});
