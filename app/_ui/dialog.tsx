"use client";

import type { DialogRoot } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentProps, type ReactElement, type ReactNode, useEffect } from "react";
import { buttonStyle } from "./button.tsx";
import { classes } from "./classes.ts";
import { loadPopups, type PopupParts, usePopups } from "./popups.ts";
import { useHandover, WaitingTrigger } from "./waiting-trigger.tsx";

type Parts = PopupParts["dialogParts"];

/** Why a dialog opens or closes; `cancel` keeps it as it is. */
export type DialogChange = DialogRoot.ChangeEventDetails;

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

/** Of a dialog that is open, so its code is there. */
function useParts(): Parts {
  const parts = usePopups();
  if (parts === undefined) throw new Error("a part of a dialog that is not open");
  return parts.dialogParts;
}

function CloseCross() {
  const Base = useParts();
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
  const Base = useParts();
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
  const Base = usePopups()?.dialogParts;
  const handed = useHandover(Base !== undefined);
  useEffect(() => {
    if (open) loadPopups();
  }, [open]);
  if (Base === undefined) {
    if (trigger === undefined) return null;
    return <WaitingTrigger trigger={trigger} opens="dialog" handover={handed.handover} />;
  }
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      {trigger === undefined ? null : <Base.Trigger ref={handed.trigger} render={trigger} />}
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
export function DialogClose(props: ComponentProps<Parts["Close"]>) {
  const Base = useParts();
  return <Base.Close {...props} />;
}

/** The row of buttons at the end of a dialog. */
export function DialogActions({ children }: { readonly children: ReactNode }) {
  return <div className="flex flex-wrap justify-end gap-2">{children}</div>;
}
