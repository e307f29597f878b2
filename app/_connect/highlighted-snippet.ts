import type { HighlightedCode } from "./code-token.ts";
import { highlight } from "./highlight.ts";
import { placeholderTarget, type SnippetShape } from "./placeholders.ts";
import { SNIPPETS } from "./snippets/index.ts";
import type { SnippetId } from "./snippets/snippet.ts";

/** A snippet's blocks, highlighted, with placeholders. */
export type HighlightedSnippet = readonly HighlightedCode[];

/** At most one entry for each snippet and shape: some hundred, some kilobytes each. */
const made = new Map<string, Promise<HighlightedSnippet>>();

export function highlightedSnippet(id: SnippetId, shape: SnippetShape): Promise<HighlightedSnippet> {
  const key = JSON.stringify([id, shape.transport, shape.protocolVersion, shape.mayPublish, shape.ownAuthority]);
  let snippet = made.get(key);
  if (snippet === undefined) {
    const blocks = SNIPPETS.find((each) => each.id === id)?.blocks(placeholderTarget(shape)) ?? [];
    snippet = Promise.all(blocks.map((block) => highlight(block.code, block.language)));
    made.set(key, snippet);
  }
  return snippet;
}
