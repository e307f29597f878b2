import { listBusiest } from "../../_services/topics/list-busiest.ts";
import { busiestView, listBusiestInput } from "../../_services/topics/topic.ts";
import { exampleBusiest } from "../examples/topics.ts";
import { operation } from "../operation.ts";

export const listBusiestOperation = operation({
  method: "GET",
  path: "/topics/busiest",
  id: "listBusiest",
  tag: "Messages",
  summary: "List the busiest topics and clients",
  description:
    "Those that publish most at the moment, the busiest first. The first question begins to count; of a flood the clients' shares are estimates.",
  permission: "messages.read",
  query: listBusiestInput,
  success: { status: 200, description: "The busiest topics and the busiest clients.", schema: busiestView },
  errors: ["unavailable"],
  example: { result: exampleBusiest },
  run: async ({ actor, query }) => ({ body: await listBusiest(actor, query) }),
});
