"use client";

import { ChevronRight } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { Badge } from "../../../_ui/badge.tsx";
import { classes } from "../../../_ui/classes.ts";

interface DisclosureProps {
  readonly title: ReactNode;
  /** How much is set within; shown beside the title. */
  readonly count?: number;
  /** Shown folded or not. */
  readonly error?: string | undefined;
  readonly children: ReactNode;
}

/** A part of a form that is folded until it is wanted. */
export function Disclosure({ title, count = 0, error, children }: DisclosureProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <div className="flex flex-col gap-2">
      <button
        type="button"
        className="flex h-7 items-center gap-1.5 self-start rounded-sm text-sm font-medium text-muted hover:text-ink"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <ChevronRight aria-hidden className={classes("size-4 transition-transform", open && "rotate-90")} />
        {title}
        {count === 0 ? null : <Badge tone="accent">{count}</Badge>}
      </button>
      {error === undefined ? null : (
        <p role="alert" className="text-xs text-danger">
          {error}
        </p>
      )}
      <div id={id} hidden={!open} className="flex flex-col gap-3 border-l pl-3">
        {open ? children : null}
      </div>
    </div>
  );
}
