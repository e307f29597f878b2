import { createGroupOperation } from "#app/_api/operations/create-group.ts";
import { listGroupsOperation } from "#app/_api/operations/list-groups.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(listGroupsOperation, createGroupOperation);
