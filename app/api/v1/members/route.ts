import { listMembersOperation } from "#app/_api/operations/list-members.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(listMembersOperation);
