import { getMember } from "../../_services/members/get-member.ts";
import { memberView } from "../../_services/members/member.ts";
import { exampleMember } from "../examples/people.ts";
import { operation } from "../operation.ts";

export const getMemberOperation = operation({
  method: "GET",
  path: "/members/{memberId}",
  id: "getMember",
  tag: "Members",
  summary: "Read a member",
  description: "Who it is and with which role, in this tenant.",
  permission: "members.read",
  success: { status: 200, description: "The member.", schema: memberView },
  errors: ["not_found"],
  example: { result: exampleMember },
  run: async ({ actor, params }) => ({ body: await getMember(actor, params.memberId) }),
});
