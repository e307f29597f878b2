import type { Addresses } from "./addresses.ts";
import { type HighlightedSnippet, highlightedSnippet } from "./highlighted-snippet.ts";
import type { SnippetShape } from "./placeholders.ts";
import type { SnippetId } from "./snippets/snippet.ts";

/** What the guide opens with, highlighted before it is asked for. */
export interface FirstSnippet {
  readonly id: SnippetId;
  readonly shape: SnippetShape;
  readonly blocks: HighlightedSnippet;
}

/** The command line, encrypted, MQTT 5.0. */
export async function firstSnippet({ authority }: Addresses, mayPublish: boolean = true): Promise<FirstSnippet> {
  const shape = { transport: "tls", protocolVersion: 5, mayPublish, ownAuthority: authority !== undefined } as const;
  return { id: "mosquitto", shape, blocks: await highlightedSnippet("mosquitto", shape) };
}
