"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "./button.tsx";
import { copyText } from "./copy-text.ts";

const CONFIRMED_MS = 1_600;

/** Copies a text; says so in place. `label` names what is copied for screen readers. */
export function CopyButton({
  text,
  label,
  withWord = false,
  icon = <Copy aria-hidden />,
  className,
}: {
  readonly text: string;
  readonly label?: string;
  readonly withWord?: boolean;
  /** Where several stand side by side, what tells one from the other. */
  readonly icon?: ReactNode;
  readonly className?: string;
}) {
  const t = useTranslations("common");
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), CONFIRMED_MS);
    return () => clearTimeout(timer);
  }, [state]);
  async function copy() {
    setState((await copyText(text)) ? "copied" : "failed");
  }
  const word = state === "copied" ? t("copied") : state === "failed" ? t("copyFailed") : t("copy");
  return (
    <Button
      variant="quiet"
      size={withWord ? "sm" : "iconSm"}
      className={className}
      onClick={copy}
      aria-label={state === "idle" && label !== undefined ? label : word}
      title={withWord ? undefined : state === "idle" && label !== undefined ? label : word}
    >
      {state === "copied" ? <Check aria-hidden className="text-ok" /> : icon}
      {withWord ? word : null}
      <span className="sr-only" role="status">
        {state === "idle" ? "" : word}
      </span>
    </Button>
  );
}
