import { listRetained } from "../../_services/retained/list-retained.ts";
import { listRetainedInput, retainedView } from "../../_services/retained/retained.ts";
import { exampleRetained } from "../examples/sessions.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../pages.ts";

export const listRetainedOperation = operation({
  method: "GET",
  path: "/retained",
  id: "listRetained",
  tag: "Messages",
  summary: "List retained messages",
  description:
    "By topic. A page may hold fewer than asked for where a filter matches few; go on while `nextCursor` is not null.",
  permission: "retained.read",
  query: listRetainedInput,
  success: { status: 200, description: "A page of retained messages.", schema: pageOf(retainedView) },
  errors: [],
  example: { query: { filter: "hall/#" }, result: { data: [exampleRetained], nextCursor: null } },
  run: async ({ actor, query }) => ({ body: await listRetained(actor, query) }),
});
