import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface EmptyStateProps {
  readonly icon: LucideIcon;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  /** One primary action. */
  readonly action?: ReactNode;
  /** Below, such as a snippet that does the same. */
  readonly children?: ReactNode;
}

/** An empty place that teaches: one sentence, one action, one runnable snippet. */
export function EmptyState({ icon: Icon, title, description, action, children }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-4 rounded-lg border border-dashed border-line-control/60 px-4 py-12 text-center">
      <span className="grid size-10 place-items-center rounded-full bg-accent-soft text-accent-text">
        <Icon aria-hidden className="size-5" />
      </span>
      <div className="flex max-w-md flex-col gap-1">
        <h2 className="text-lg font-semibold">{title}</h2>
        {description === undefined ? null : <p className="text-sm text-muted">{description}</p>}
      </div>
      {action}
      {children === undefined ? null : <div className="w-full max-w-xl text-left">{children}</div>}
    </div>
  );
}
