import { banView, createBanInput } from "../../_services/bans/ban.ts";
import { createBan } from "../../_services/bans/create-ban.ts";
import { exampleBan } from "../examples/limits.ts";
import { operation } from "../operation.ts";

export const createBanOperation = operation({
  method: "POST",
  path: "/bans",
  id: "createBan",
  tag: "Bans",
  summary: "Ban a client id, a device or a network",
  description:
    "Whoever matches all that is named is disconnected at once, and refused with 0x8A from then on. A ban of the same takes its place.",
  permission: "bans.write",
  body: createBanInput,
  success: {
    status: 201,
    description: "The ban.",
    schema: banView,
    headers: { Location: "The path of the ban." },
  },
  errors: ["conflict"],
  example: {
    body: { network: "203.0.113.0/24", reason: "scans for passwords", expiresAt: "2036-11-27T10:00:00Z" },
    result: exampleBan,
  },
  run: async ({ actor, body }) => {
    const ban = await createBan(actor, body);
    return { body: ban, headers: { location: `/api/v1/bans/${ban.id}` } };
  },
});
