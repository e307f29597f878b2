"use client";

import { Tabs as Base } from "@base-ui/react/tabs";
import type { ComponentProps } from "react";
import { classes } from "./classes.ts";

export const Tabs = Base.Root;

/** The row of tabs; scrolls sideways where it does not fit. */
export function TabList({ className, children, ...rest }: ComponentProps<typeof Base.List>) {
  return (
    <Base.List
      className={classes("relative flex gap-1 overflow-x-auto border-b [scrollbar-width:none]", className)}
      {...rest}
    >
      {children}
      <Base.Indicator className="absolute bottom-0 left-0 h-0.5 w-(--active-tab-width) translate-x-(--active-tab-left) rounded-full bg-accent transition-[translate,width] duration-150" />
    </Base.List>
  );
}

export function Tab({ className, ...rest }: ComponentProps<typeof Base.Tab>) {
  return (
    <Base.Tab
      className={classes(
        "inline-flex h-9 shrink-0 items-center gap-1.5 px-2.5 text-sm whitespace-nowrap text-muted transition-colors hover:text-ink focus-visible:-outline-offset-2 data-active:font-medium data-active:text-ink",
        className,
      )}
      {...rest}
    />
  );
}

export function TabPanel({ className, ...rest }: ComponentProps<typeof Base.Panel>) {
  return <Base.Panel className={classes("outline-offset-4", className)} {...rest} />;
}
