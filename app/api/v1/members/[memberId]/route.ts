import { changeMemberRoleOperation } from "#app/_api/operations/change-member-role.ts";
import { getMemberOperation } from "#app/_api/operations/get-member.ts";
import { removeMemberOperation } from "#app/_api/operations/remove-member.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(
  getMemberOperation,
  changeMemberRoleOperation,
  removeMemberOperation,
);
