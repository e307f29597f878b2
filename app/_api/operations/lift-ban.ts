import { liftBan } from "../../_services/bans/lift-ban.ts";
import { operation } from "../operation.ts";

export const liftBanOperation = operation({
  method: "DELETE",
  path: "/bans/{banId}",
  id: "liftBan",
  tag: "Bans",
  summary: "Lift a ban",
  description: "Whom it named may connect again, unless another ban names it too.",
  permission: "bans.write",
  success: { status: 204, description: "The ban is lifted." },
  errors: ["not_found"],
  example: {},
  run: async ({ actor, params }) => {
    await liftBan(actor, params.banId);
    return {};
  },
});
