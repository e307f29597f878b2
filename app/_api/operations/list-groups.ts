import { groupSummaryView, listGroupsInput } from "../../_services/groups/group.ts";
import { listGroups } from "../../_services/groups/list-groups.ts";
import { exampleGroupSummary } from "../examples/roles.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../pages.ts";

export const listGroupsOperation = operation({
  method: "GET",
  path: "/groups",
  id: "listGroups",
  tag: "Groups",
  summary: "List groups",
  description: "Page by page, by name.",
  permission: "roles.read",
  query: listGroupsInput,
  success: { status: 200, description: "One page of groups.", schema: pageOf(groupSummaryView) },
  errors: [],
  example: { result: { data: [exampleGroupSummary], nextCursor: null } },
  run: async ({ actor, query }) => {
    const { data, nextCursor } = await listGroups(actor, query);
    return { body: { data: [...data], nextCursor } };
  },
});
