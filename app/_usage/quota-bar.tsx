import { classes } from "../_ui/classes.ts";

/** From here on a quota is worth a word. */
export const NEARLY_FULL = 0.8;

interface QuotaBarProps {
  readonly label: string;
  readonly used: number;
  readonly limit: number;
  /** What both are, in words. */
  readonly text: string;
}

/** How much of a limit is used; its colour only repeats what the words say. */
export function QuotaBar({ label, used, limit, text }: QuotaBarProps) {
  const share = limit === 0 ? 0 : Math.min(1, used / limit);
  return (
    <>
      <meter className="sr-only" aria-label={label} min={0} max={limit} value={Math.min(used, limit)}>
        {text}
      </meter>
      <div aria-hidden className="h-1.5 overflow-hidden rounded-full bg-hover">
        <div
          className={classes(
            "h-full rounded-full transition-[width] duration-300",
            share >= 1 ? "bg-danger" : share >= NEARLY_FULL ? "bg-warn-mark" : "bg-accent",
          )}
          style={{ width: `${share === 0 ? 0 : Math.max(1, share * 100)}%` }}
        />
      </div>
    </>
  );
}
