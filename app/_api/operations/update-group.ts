import { groupView, updateGroupInput } from "../../_services/groups/group.ts";
import { updateGroup } from "../../_services/groups/update-group.ts";
import { exampleGroup } from "../examples/roles.ts";
import { operation } from "../operation.ts";
import { versionTag } from "../request-input.ts";

export const updateGroupOperation = operation({
  method: "PATCH",
  path: "/groups/{groupId}",
  id: "updateGroup",
  tag: "Groups",
  summary: "Change a group",
  description: "Fields that are left out stay. Open connections of the devices that it describes follow at once.",
  permission: "roles.write",
  body: updateGroupInput,
  ifMatch: true,
  success: {
    status: 200,
    description: "The group as it is now.",
    schema: groupView,
    headers: { ETag: "The new version of the group." },
  },
  errors: ["not_found", "conflict", "precondition_failed"],
  example: {
    body: { roles: ["read-only", "hall-gateway"] },
    result: { ...exampleGroup, roles: ["read-only", "hall-gateway"], version: 3 },
  },
  run: async ({ actor, params, body, expectedVersion }) => {
    const group = await updateGroup(actor, params.groupId, body, expectedVersion);
    return { body: group, headers: { etag: versionTag(group.version) } };
  },
});
