import type { HighlightedCode } from "./code-token.ts";

/** Highlighted code for a CodeBlock; kinds are colours in globals.css. */
export function CodeLines({ code }: { readonly code: HighlightedCode }) {
  return (
    <code>
      {code.map((line, number) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and never move
        <span key={number}>
          {line.map(([text, kind], place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: nor have words
            <span key={place} className={kind === "" ? undefined : `token-${kind}`}>
              {text}
            </span>
          ))}
          {number < code.length - 1 ? "\n" : ""}
        </span>
      ))}
    </code>
  );
}
