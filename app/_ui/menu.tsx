"use client";

import { Check } from "lucide-react";
import type { ComponentProps, ReactElement, ReactNode } from "react";
import { classes } from "./classes.ts";
import { type PopupParts, usePopups } from "./popups.ts";
import { useHandover, WaitingTrigger } from "./waiting-trigger.tsx";

type Parts = PopupParts["menuParts"];

interface MenuProps {
  readonly trigger: ReactElement;
  /** Where it is opened by more than its trigger. */
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  readonly align?: "start" | "center" | "end";
  readonly side?: "top" | "bottom" | "right";
  readonly children: ReactNode;
  readonly className?: string;
}

const item =
  "flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 py-1 text-sm outline-none select-none data-disabled:opacity-50 data-highlighted:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted";

/** A button's list of actions. */
export function Menu({ trigger, open, onOpenChange, align = "end", side = "bottom", children, className }: MenuProps) {
  const Base = usePopups()?.menuParts;
  const handed = useHandover(Base !== undefined);
  if (Base === undefined) return <WaitingTrigger trigger={trigger} opens="menu" handover={handed.handover} />;
  return (
    <Base.Root modal={false} open={open} onOpenChange={onOpenChange}>
      <Base.Trigger ref={handed.trigger} render={trigger} />
      <Base.Portal>
        <Base.Positioner className="z-50 outline-none" sideOffset={6} align={align} side={side} collisionPadding={8}>
          <Base.Popup
            className={classes(
              "min-w-44 origin-(--transform-origin) rounded-lg border bg-surface p-1 shadow-popup outline-none transition-[opacity,scale] duration-100 data-ending-style:scale-98 data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0",
              className,
            )}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** Of a menu that is open, so its code is there. */
function useParts(): Parts {
  const parts = usePopups();
  if (parts === undefined) throw new Error("an item of a menu that is not open");
  return parts.menuParts;
}

export function MenuItem({ className, danger, ...rest }: ComponentProps<Parts["Item"]> & { danger?: boolean }) {
  const Base = useParts();
  return (
    <Base.Item
      className={classes(item, danger && "text-danger data-highlighted:bg-danger-soft [&_svg]:text-danger", className)}
      {...rest}
    />
  );
}

export function MenuLink({ className, ...rest }: ComponentProps<Parts["LinkItem"]>) {
  const Base = useParts();
  return <Base.LinkItem className={classes(item, className)} {...rest} />;
}

export function MenuRadioGroup(props: ComponentProps<Parts["RadioGroup"]>) {
  const Base = useParts();
  return <Base.RadioGroup {...props} />;
}

export function MenuRadioItem({ className, children, ...rest }: ComponentProps<Parts["RadioItem"]>) {
  const Base = useParts();
  return (
    <Base.RadioItem className={classes(item, "pr-8", className)} closeOnClick {...rest}>
      {children}
      <Base.RadioItemIndicator className="ml-auto -mr-6">
        <Check aria-hidden />
      </Base.RadioItemIndicator>
    </Base.RadioItem>
  );
}

export function MenuCheckboxItem({ className, children, ...rest }: ComponentProps<Parts["CheckboxItem"]>) {
  const Base = useParts();
  return (
    <Base.CheckboxItem className={classes(item, "pr-8", className)} {...rest}>
      {children}
      <Base.CheckboxItemIndicator className="ml-auto -mr-6">
        <Check aria-hidden />
      </Base.CheckboxItemIndicator>
    </Base.CheckboxItem>
  );
}

export function MenuSeparator() {
  const Base = useParts();
  return <Base.Separator className="-mx-1 my-1 h-px bg-line" />;
}
