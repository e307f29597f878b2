import { z } from "zod";
import { listTokenIssuers } from "../../_services/token-issuers/list-token-issuers.ts";
import { listTokenIssuersInput, tokenIssuerView } from "../../_services/token-issuers/token-issuer.ts";
import { exampleTokenIssuer } from "../examples/device-sign-in.ts";
import { operation } from "../operation.ts";

export const listTokenIssuersOperation = operation({
  method: "GET",
  path: "/token-issuers",
  id: "listTokenIssuers",
  tag: "Token issuers",
  summary: "List token issuers",
  description: "Oldest first.",
  permission: "settings.read",
  query: listTokenIssuersInput,
  success: {
    status: 200,
    description: "One page of token issuers.",
    schema: z.strictObject({
      data: z.array(tokenIssuerView),
      nextCursor: z
        .string()
        .nullable()
        .meta({ description: "Give it as `cursor` for the next page; null on the last." }),
    }),
  },
  errors: [],
  example: { result: { data: [exampleTokenIssuer], nextCursor: null } },
  run: async ({ actor, query }) => {
    const { data, nextCursor } = await listTokenIssuers(actor, query);
    return { body: { data: [...data], nextCursor } };
  },
});
