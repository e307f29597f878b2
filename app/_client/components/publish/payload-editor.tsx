"use client";

import { lazy, Suspense } from "react";
import { classes } from "../../../_ui/classes.ts";
import { Skeleton } from "../../../_ui/skeleton.tsx";
import type { CodeEditorProps } from "./code-editor.tsx";

/** The editor is 100 kB that no other page needs, and this one not before its first paint. */
const CodeEditor = lazy(() => import("./code-editor.tsx"));

/** The payload as text in its format. */
export function PayloadEditor(props: CodeEditorProps) {
  return (
    <div
      className={classes(
        "min-h-24 overflow-hidden rounded-md border border-line-control bg-surface shadow-card focus-within:border-ring focus-within:outline-1 focus-within:outline-ring hover:border-muted",
        props.invalid && "border-danger",
      )}
    >
      <Suspense fallback={<Skeleton className="h-24 rounded-none" />}>
        <CodeEditor {...props} />
      </Suspense>
    </div>
  );
}
