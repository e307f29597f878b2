import type { ComponentProps } from "react";
import { classes } from "./classes.ts";

/** A table in a frame that scrolls sideways by itself, so the page never does; what is hidden in it stays in it. */
export function Table({ className, ...rest }: ComponentProps<"table">) {
  return (
    <div className="relative overflow-x-auto rounded-lg border bg-surface shadow-card">
      <table className={classes("w-full border-collapse text-sm", className)} {...rest} />
    </div>
  );
}

export function Th({ className, ...rest }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      className={classes(
        "h-9 border-b bg-sunken px-3 text-left text-xs font-medium whitespace-nowrap text-muted",
        className,
      )}
      {...rest}
    />
  );
}

export function Tr({ className, ...rest }: ComponentProps<"tr">) {
  return <tr className={classes("border-b last:border-b-0 hover:bg-hover/50", className)} {...rest} />;
}

export function Td({ className, ...rest }: ComponentProps<"td">) {
  return <td className={classes("h-10 px-3 align-middle", className)} {...rest} />;
}
