import type { ReactNode } from "react";
import { classes } from "./classes.ts";
import { CopyButton } from "./copy-button.tsx";

interface CodeBlockProps {
  /** What the copy button copies. */
  readonly code: string;
  /** Above the code, such as a file's name. */
  readonly title?: ReactNode;
  /** The code highlighted; the plain text stands when it is left out. */
  readonly children?: ReactNode;
  readonly className?: string;
  readonly copyLabel?: string;
}

/** A block of code with a copy button. Scrolls sideways, never wraps. */
export function CodeBlock({ code, title, children, className, copyLabel }: CodeBlockProps) {
  return (
    <figure className={classes("group relative overflow-hidden rounded-lg border bg-code", className)}>
      {title === undefined ? null : (
        <figcaption className="flex h-9 items-center border-b px-3 text-xs text-muted">{title}</figcaption>
      )}
      <div
        className={classes("absolute right-0 rounded-bl-lg bg-code pr-1.5", title === undefined ? "py-1.5" : "py-1")}
      >
        <CopyButton text={code} label={copyLabel} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <pre className="overflow-x-auto p-3 pr-12 font-mono text-xs leading-5 [tab-size:2]" tabIndex={0}>
        {children ?? <code>{code}</code>}
      </pre>
    </figure>
  );
}
