import { getGroup } from "../../_services/groups/get-group.ts";
import { groupView } from "../../_services/groups/group.ts";
import { exampleGroup } from "../examples/roles.ts";
import { operation } from "../operation.ts";
import { versionTag } from "../request-input.ts";

export const getGroupOperation = operation({
  method: "GET",
  path: "/groups/{groupId}",
  id: "getGroup",
  tag: "Groups",
  summary: "Read a group",
  description: "With the number of devices that carry its labels now.",
  permission: "roles.read",
  success: {
    status: 200,
    description: "The group.",
    schema: groupView,
    headers: { ETag: "The version of the group, for `If-Match`." },
  },
  errors: ["not_found"],
  example: { result: exampleGroup },
  run: async ({ actor, params }) => {
    const group = await getGroup(actor, params.groupId);
    return { body: group, headers: { etag: versionTag(group.version) } };
  },
});
