import { getBanOperation } from "#app/_api/operations/get-ban.ts";
import { liftBanOperation } from "#app/_api/operations/lift-ban.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(getBanOperation, liftBanOperation);
