"use client";

import type { ReactNode } from "react";
import { CopyButton } from "../_ui/copy-button.tsx";
import { DialogActions } from "../_ui/dialog.tsx";

/** A link that is shown only now, to pass on. */
export function LinkOnce({
  link,
  copyLabel,
  children,
}: {
  readonly link: string;
  readonly copyLabel: string;
  readonly children: ReactNode;
}) {
  return (
    <>
      <div className="flex items-center justify-between gap-2 rounded-md border bg-code py-0.5 pr-0.5 pl-2.5">
        <code className="min-w-0 font-mono text-xs break-all">{link}</code>
        <CopyButton text={link} label={copyLabel} />
      </div>
      <DialogActions>{children}</DialogActions>
    </>
  );
}
