import { classes } from "./classes.ts";

interface ProgressProps {
  readonly label: string;
  readonly value: number;
  /** Null: nobody knows how much there is. */
  readonly max: number | null;
  readonly className?: string;
}

/** How far long work is. */
export function Progress({ label, value, max, className }: ProgressProps) {
  const share = max === null || max === 0 ? undefined : Math.min(1, value / max);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max ?? undefined}
      aria-valuenow={share === undefined ? undefined : value}
      className={classes("h-1.5 overflow-hidden rounded-full bg-hover", className)}
    >
      <div
        className={classes(
          "h-full rounded-full bg-accent transition-[width] duration-200",
          share === undefined && "w-1/3 animate-pulse-soft",
        )}
        style={share === undefined ? undefined : { width: `${share * 100}%` }}
      />
    </div>
  );
}
