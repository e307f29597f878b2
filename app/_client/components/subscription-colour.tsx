import { classes } from "../../_ui/classes.ts";

/** Hues far apart, none of them the accent's; light enough for the dark theme and dark enough for the light one. */
const HUES = [200, 55, 345, 145, 260, 95];

/** The mark that ties a message to the subscription that brought it. */
export function SubscriptionColour({
  id,
  className,
}: {
  readonly id: number | undefined;
  readonly className?: string;
}) {
  const hue = HUES[((id ?? 1) - 1) % HUES.length];
  return (
    <span
      aria-hidden
      className={classes("inline-block h-4 w-1 shrink-0 rounded-full", className)}
      style={id === undefined ? undefined : { backgroundColor: `oklch(0.66 0.13 ${hue})` }}
    />
  );
}
