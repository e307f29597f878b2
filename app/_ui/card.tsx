import type { ComponentProps, ReactNode } from "react";
import { classes } from "./classes.ts";

export function Card({ className, ...rest }: ComponentProps<"section">) {
  return <section className={classes("rounded-lg border bg-surface shadow-card", className)} {...rest} />;
}

interface CardHeaderProps {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly id?: string;
}

export function CardHeader({ title, description, actions, id }: CardHeaderProps) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 border-b px-4 py-3">
      <div className="min-w-0">
        <h2 id={id} className="text-base font-semibold">
          {title}
        </h2>
        {description === undefined ? null : <p className="text-sm text-muted">{description}</p>}
      </div>
      {actions}
    </div>
  );
}

export function CardBody({ className, ...rest }: ComponentProps<"div">) {
  return <div className={classes("p-4", className)} {...rest} />;
}
