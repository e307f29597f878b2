import { banView } from "../../_services/bans/ban.ts";
import { getBan } from "../../_services/bans/get-ban.ts";
import { exampleBan } from "../examples/limits.ts";
import { operation } from "../operation.ts";

export const getBanOperation = operation({
  method: "GET",
  path: "/bans/{banId}",
  id: "getBan",
  tag: "Bans",
  summary: "Read a ban",
  description: "One that has ended is no more.",
  permission: "bans.read",
  success: { status: 200, description: "The ban.", schema: banView },
  errors: ["not_found"],
  example: { result: exampleBan },
  run: async ({ actor, params }) => ({ body: await getBan(actor, params.banId) }),
});
