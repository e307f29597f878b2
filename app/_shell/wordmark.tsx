import { classes } from "../_ui/classes.ts";

/** The pigeon: body, wing, and nothing else. */
export function Mark({ className }: { readonly className?: string }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      className={classes("size-6 text-accent", className)}
      fill="currentColor"
    >
      <path d="M5 2.5A11.5 11.5 0 0 1 16.5 14H5Z" opacity=".5" />
      <path d="M2 21.5 5 14h8V9.5a4.5 4.5 0 0 1 9 0h-1.5V13a8.5 8.5 0 0 1-8.5 8.5Z" />
    </svg>
  );
}

export function Wordmark({ className }: { readonly className?: string }) {
  return (
    <span
      className={classes("inline-flex items-center gap-2 text-lg font-semibold tracking-tight text-ink", className)}
    >
      <Mark />
      Hato
    </span>
  );
}
