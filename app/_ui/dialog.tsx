"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactElement, ReactNode } from "react";
import { buttonStyle } from "./button.tsx";
import { classes } from "./classes.ts";

/** Why a dialog opens or closes; `cancel` keeps it as it is. */
export type DialogChange = Base.Root.ChangeEventDetails;

interface DialogProps {
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean, details: DialogChange) => void;
  /** The element that opens it, when it is not opened by `open`. */
  readonly trigger?: ReactElement;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  readonly className?: string;
}

const backdrop =
  "fixed inset-0 z-40 bg-backdrop transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0";

function CloseCross() {
  const t = useTranslations("common");
  return (
    <Base.Close
      className={classes(buttonStyle({ variant: "quiet", size: "iconSm" }), "absolute top-3 right-3")}
      aria-label={t("close")}
    >
      <X aria-hidden />
    </Base.Close>
  );
}

function Heading({ title, description }: Pick<DialogProps, "title" | "description">) {
  return (
    <div className="flex flex-col gap-1 pr-8">
      <Base.Title className="text-lg font-semibold">{title}</Base.Title>
      {description === undefined ? null : (
        <Base.Description className="text-sm text-muted">{description}</Base.Description>
      )}
    </div>
  );
}

function Popup({ open, onOpenChange, trigger, title, description, children, className }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      {trigger === undefined ? null : <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Backdrop className={backdrop} />
        <Base.Popup
          className={classes(
            "fixed z-50 flex flex-col gap-5 overflow-y-auto border bg-surface p-5 shadow-popup outline-none",
            className,
          )}
        >
          <Heading title={title} description={description} />
          {children}
          <CloseCross />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** A modal window in the middle of the page. Esc and the cross close it, the focus returns to where it was. */
export function Dialog({ className, ...props }: DialogProps) {
  return (
    <Popup
      {...props}
      className={classes(
        "top-1/2 left-1/2 max-h-[calc(100dvh-2rem)] w-[28rem] max-w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 rounded-xl transition-[opacity,scale] duration-150 data-ending-style:scale-98 data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0",
        className,
      )}
    />
  );
}

/** A panel that slides in from an edge: the navigation on a phone, details beside a list. */
export function Sheet({ className, side = "right", ...props }: DialogProps & { readonly side?: "left" | "right" }) {
  return (
    <Popup
      {...props}
      className={classes(
        "inset-y-0 w-[22rem] max-w-[calc(100vw-3rem)] transition-transform duration-200 ease-out",
        side === "left"
          ? "left-0 border-y-0 border-l-0 data-ending-style:-translate-x-full data-starting-style:-translate-x-full"
          : "right-0 border-y-0 border-r-0 data-ending-style:translate-x-full data-starting-style:translate-x-full",
        className,
      )}
    />
  );
}

/** Closes the window it stands in. */
export const DialogClose = Base.Close;

/** The row of buttons at the end of a dialog. */
export function DialogActions({ children }: { readonly children: ReactNode }) {
  return <div className="flex flex-wrap justify-end gap-2">{children}</div>;
}
