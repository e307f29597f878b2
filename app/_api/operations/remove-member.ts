import { removeMember } from "../../_services/members/remove-member.ts";
import { operation } from "../operation.ts";

export const removeMemberOperation = operation({
  method: "DELETE",
  path: "/members/{memberId}",
  id: "removeMember",
  tag: "Members",
  summary: "Remove a member",
  description: "What the person has open in this tenant ends at once. API keys that they made stay.",
  permission: "members.write",
  success: { status: 204, description: "They are no member any more." },
  errors: ["not_found", "conflict"],
  example: {},
  run: async ({ actor, params }) => {
    await removeMember(actor, params.memberId);
    return {};
  },
});
