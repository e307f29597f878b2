import type { ComponentProps } from "react";
import { classes } from "./classes.ts";

const control =
  "w-full rounded-md border border-line-control bg-surface text-ink shadow-card transition-colors placeholder:text-faint hover:border-muted focus-visible:border-ring focus-visible:outline-1 focus-visible:outline-offset-0 disabled:bg-sunken disabled:text-muted aria-invalid:border-danger";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={classes(control, "h-8 px-2.5 text-sm", className)} {...rest} />;
}

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea className={classes(control, "min-h-20 px-2.5 py-1.5 text-sm", className)} {...rest} />;
}

/** The browser's own select: keyboard, screen reader and phone behave as people know them. */
export function Select({ className, children, ...rest }: ComponentProps<"select">) {
  return (
    <span className="relative inline-flex w-full">
      <select className={classes(control, "h-8 appearance-none pr-8 pl-2.5 text-sm", className)} {...rest}>
        {children}
      </select>
      <svg
        aria-hidden="true"
        viewBox="0 0 16 16"
        className="pointer-events-none absolute top-1/2 right-2.5 size-3.5 -translate-y-1/2 text-muted"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <path d="m4 6 4 4 4-4" />
      </svg>
    </span>
  );
}

export function Checkbox({ className, ...rest }: Omit<ComponentProps<"input">, "type">) {
  return <input type="checkbox" className={classes("size-4 shrink-0 accent-accent", className)} {...rest} />;
}
