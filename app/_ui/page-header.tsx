import type { ReactNode } from "react";

interface PageHeaderProps {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  /** Beside the title, such as a badge. */
  readonly mark?: ReactNode;
  readonly actions?: ReactNode;
}

/** The first thing on every console page. */
export function PageHeader({ title, description, mark, actions }: PageHeaderProps) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="flex min-w-0 flex-col gap-0.5">
        <div className="flex flex-wrap items-center gap-2.5">
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          {mark}
        </div>
        {description === undefined ? null : <p className="max-w-prose text-sm text-muted">{description}</p>}
      </div>
      {actions === undefined ? null : <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  );
}
