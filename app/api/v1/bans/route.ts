import { createBanOperation } from "#app/_api/operations/create-ban.ts";
import { listBansOperation } from "#app/_api/operations/list-bans.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(listBansOperation, createBanOperation);
