import { getListenerPolicyOperation } from "#app/_api/operations/get-listener-policy.ts";
import { updateListenerPolicyOperation } from "#app/_api/operations/update-listener-policy.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(
  getListenerPolicyOperation,
  updateListenerPolicyOperation,
);
