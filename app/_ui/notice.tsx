import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "./classes.ts";

const TONES = {
  info: { icon: Info, box: "border-line bg-sunken", mark: "text-muted" },
  ok: { icon: CircleCheck, box: "border-ok/25 bg-ok-soft", mark: "text-ok" },
  warn: { icon: TriangleAlert, box: "border-warn/25 bg-warn-soft", mark: "text-warn" },
  danger: { icon: CircleAlert, box: "border-danger/25 bg-danger-soft", mark: "text-danger" },
} as const;

interface NoticeProps {
  readonly tone?: keyof typeof TONES;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly className?: string;
}

/** A message that stays where the thing happened: what, why, what next. Errors are announced at once. */
export function Notice({ tone = "info", title, children, action, className }: NoticeProps) {
  const { icon: Icon, box, mark } = TONES[tone];
  return (
    <div
      role={tone === "danger" ? "alert" : undefined}
      className={classes("flex items-start gap-2.5 rounded-lg border px-3 py-2.5 text-sm", box, className)}
    >
      <Icon aria-hidden className={classes("mt-0.5 size-4 shrink-0", mark)} />
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        {title === undefined ? null : <p className="font-medium">{title}</p>}
        {children === undefined ? null : <div className="text-muted">{children}</div>}
      </div>
      {action}
    </div>
  );
}
