import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "../_ui/classes.ts";
import { ClockTime } from "../_ui/clock-time.tsx";

interface StepProps {
  readonly icon: LucideIcon;
  readonly tone?: string;
  readonly title: ReactNode;
  readonly at?: string | null | undefined;
  readonly children?: ReactNode;
}

/** One station of a message's way: a mark on the line, what happened, and when. */
export function Step({ icon: Icon, tone = "text-muted", title, at, children }: StepProps) {
  return (
    <li className="relative flex gap-3 pb-6 last:pb-0">
      {/* The line down to the next one. */}
      <span aria-hidden className="absolute top-8 bottom-0 left-[0.96875rem] w-px bg-line [li:last-child>&]:hidden" />
      <span className={classes("grid size-8 shrink-0 place-items-center rounded-full border bg-surface", tone)}>
        <Icon aria-hidden className="size-4" />
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-2 pt-1">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5">
          <h2 className="min-w-0 text-sm font-medium">{title}</h2>
          {at == null ? null : (
            <span className="font-mono text-xs text-muted tabular-nums">
              <ClockTime at={at} />
            </span>
          )}
        </div>
        {children}
      </div>
    </li>
  );
}
