import { banView, listBansInput } from "../../_services/bans/ban.ts";
import { listBans } from "../../_services/bans/list-bans.ts";
import { exampleBan } from "../examples/limits.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../pages.ts";

export const listBansOperation = operation({
  method: "GET",
  path: "/bans",
  id: "listBans",
  tag: "Bans",
  summary: "List bans",
  description: "Those that hold, page by page; the newest first.",
  permission: "bans.read",
  query: listBansInput,
  success: { status: 200, description: "One page of bans.", schema: pageOf(banView) },
  errors: [],
  example: { result: { data: [exampleBan], nextCursor: null } },
  run: async ({ actor, query }) => {
    const { data, nextCursor } = await listBans(actor, query);
    return { body: { data: [...data], nextCursor } };
  },
});
