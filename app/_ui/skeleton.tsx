import { classes } from "./classes.ts";

/** A grey stand-in of the real layout while it loads. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <div aria-hidden className={classes("animate-pulse-soft rounded-md bg-hover", className)} />;
}
