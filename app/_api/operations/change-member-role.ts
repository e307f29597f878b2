import { changeMemberRole } from "../../_services/members/change-member-role.ts";
import { changeMemberRoleInput, memberView } from "../../_services/members/member.ts";
import { exampleMember } from "../examples/people.ts";
import { operation } from "../operation.ts";

export const changeMemberRoleOperation = operation({
  method: "PATCH",
  path: "/members/{memberId}",
  id: "changeMemberRole",
  tag: "Members",
  summary: "Change a member's role",
  description:
    "It acts at once on what the person has open. Owners are made, changed and removed by owners in the console, never by an API key.",
  permission: "members.write",
  body: changeMemberRoleInput,
  success: { status: 200, description: "The member as it is now.", schema: memberView },
  errors: ["not_found", "conflict"],
  example: { body: { role: "viewer" }, result: { ...exampleMember, role: "viewer" } },
  run: async ({ actor, params, body }) => ({ body: await changeMemberRole(actor, params.memberId, body) }),
});
