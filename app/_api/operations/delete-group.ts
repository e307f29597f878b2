import { deleteGroup } from "../../_services/groups/delete-group.ts";
import { operation } from "../operation.ts";

export const deleteGroupOperation = operation({
  method: "DELETE",
  path: "/groups/{groupId}",
  id: "deleteGroup",
  tag: "Groups",
  summary: "Delete a group",
  description: "The devices that it described keep their own roles and those of other groups.",
  permission: "roles.write",
  success: { status: 204, description: "The group is gone." },
  errors: ["not_found"],
  example: {},
  run: async ({ actor, params }) => {
    await deleteGroup(actor, params.groupId);
    return {};
  },
});
