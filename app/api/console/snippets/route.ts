import { z } from "zod";
import { highlightedSnippet } from "../../../_connect/highlighted-snippet.ts";
import { SNIPPET_IDS } from "../../../_connect/snippets/snippet.ts";

const flag = z.enum(["0", "1"]).transform((text) => text === "1");

const query = z.object({
  id: z.enum(SNIPPET_IDS),
  transport: z.enum(["tcp", "tls", "ws", "wss"]),
  protocolVersion: z.enum(["4", "5"]).transform((text) => (text === "4" ? 4 : 5)),
  mayPublish: flag,
  ownAuthority: flag,
});

/** One snippet highlighted, with placeholders: the same for everybody, and it holds nothing of anybody. */
export async function GET(request: Request): Promise<Response> {
  const parsed = query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!parsed.success) return new Response(null, { status: 400 });
  const { id, ...shape } = parsed.data;
  return Response.json(await highlightedSnippet(id, shape), {
    headers: { "cache-control": "public, max-age=300" },
  });
}
