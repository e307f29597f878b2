import { createGroup } from "../../_services/groups/create-group.ts";
import { createGroupInput, groupView } from "../../_services/groups/group.ts";
import { exampleGroup } from "../examples/roles.ts";
import { operation } from "../operation.ts";
import { versionTag } from "../request-input.ts";

export const createGroupOperation = operation({
  method: "POST",
  path: "/groups",
  id: "createGroup",
  tag: "Groups",
  summary: "Create a group",
  description: "Devices that carry all its labels have its roles from then on, also those that are connected.",
  permission: "roles.write",
  body: createGroupInput,
  success: {
    status: 201,
    description: "The group.",
    schema: groupView,
    headers: { Location: "The path of the group.", ETag: "The version of the group, for `If-Match`." },
  },
  errors: ["conflict"],
  example: {
    body: { name: "Hall 3", selector: { hall: "3" }, roles: ["read-only"] },
    result: { ...exampleGroup, version: 1 },
  },
  run: async ({ actor, body }) => {
    const group = await createGroup(actor, body);
    return { body: group, headers: { location: `/api/v1/groups/${group.id}`, etag: versionTag(group.version) } };
  },
});
