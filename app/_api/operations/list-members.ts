import { listMembers } from "../../_services/members/list-members.ts";
import { listMembersInput, memberView } from "../../_services/members/member.ts";
import { exampleMember } from "../examples/people.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../pages.ts";

export const listMembersOperation = operation({
  method: "GET",
  path: "/members",
  id: "listMembers",
  tag: "Members",
  summary: "List members",
  description: "Page by page; the oldest account first.",
  permission: "members.read",
  query: listMembersInput,
  success: { status: 200, description: "One page of members.", schema: pageOf(memberView) },
  errors: [],
  example: { result: { data: [exampleMember], nextCursor: null } },
  run: async ({ actor, query }) => {
    const { data, nextCursor } = await listMembers(actor, query);
    return { body: { data: [...data], nextCursor } };
  },
});
