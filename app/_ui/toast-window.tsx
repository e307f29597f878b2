"use client";

import { Toast as Base } from "@base-ui/react/toast";
import { CircleCheck, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { buttonStyle } from "./button.tsx";
import { hearToasts } from "./toast.tsx";

const SHOWN_MS = 4_000;
/** There must be time to find the button. */
const WITH_UNDO_SHOWN_MS = 8_000;

/** The corner of the page where toasts stand; there from the first one on. */
export default function ToastWindow() {
  const [manager] = useState(() => Base.createToastManager());
  useEffect(
    () =>
      hearToasts(({ title, undo }) =>
        manager.add({
          title,
          timeout: undo === undefined ? SHOWN_MS : WITH_UNDO_SHOWN_MS,
          ...(undo === undefined ? {} : { actionProps: { children: undo.label, onClick: undo.onClick } }),
        }),
      ),
    [manager],
  );
  return (
    <Base.Provider toastManager={manager} limit={3}>
      <Base.Portal>
        <Base.Viewport className="fixed right-4 bottom-4 z-60 flex w-80 max-w-[calc(100vw-2rem)] flex-col gap-2">
          <ToastList />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

function ToastList() {
  const t = useTranslations("common");
  const { toasts } = Base.useToastManager();
  return toasts.map((entry) => (
    <Base.Root
      key={entry.id}
      toast={entry}
      className="rounded-lg border bg-surface shadow-popup transition-[opacity,translate] duration-200 data-ending-style:opacity-0 data-limited:hidden data-starting-style:translate-y-2 data-starting-style:opacity-0"
    >
      <Base.Content className="flex items-center gap-2 py-2 pr-2 pl-3">
        <CircleCheck aria-hidden className="size-4 shrink-0 text-ok" />
        <Base.Title className="min-w-0 flex-1 text-sm font-medium" />
        <Base.Action className={buttonStyle({ size: "sm" })} />
        <Base.Close className={buttonStyle({ variant: "quiet", size: "iconSm" })} aria-label={t("close")}>
          <X aria-hidden />
        </Base.Close>
      </Base.Content>
    </Base.Root>
  ));
}
