import type { ReactNode } from "react";
import { CodeLines } from "../_connect/code-lines.tsx";
import type { HighlightedCode } from "../_connect/code-token.ts";
import { highlight } from "../_connect/highlight.ts";
import { CodeBlock } from "../_ui/code-block.tsx";

/** The samples that were highlighted, by their text: those of this page, for the few hosts it is read under. */
const made = new Map<string, Promise<HighlightedCode>>();
const MADE_MAX = 500;

interface CodeSampleProps {
  readonly code: string;
  readonly language: "shellscript" | "json";
  readonly title: ReactNode;
  readonly copyLabel: string;
}

/** A request or a response, highlighted on the server. */
export async function CodeSample({ code, language, title, copyLabel }: CodeSampleProps) {
  return (
    <CodeBlock code={code} title={title} copyLabel={copyLabel}>
      <CodeLines code={await highlighted(code, language)} />
    </CodeBlock>
  );
}

function highlighted(code: string, language: CodeSampleProps["language"]): Promise<HighlightedCode> {
  const known = made.get(code);
  if (known !== undefined) return known;
  // The host stands in the code and is the reader's to choose.
  if (made.size >= MADE_MAX) made.clear();
  const fresh = highlight(code, language);
  made.set(code, fresh);
  return fresh;
}
