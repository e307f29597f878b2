"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "./button.tsx";

const CONFIRMED_MS = 1_600;

/** Copies a text; says so in place. `label` names what is copied for screen readers. */
export function CopyButton({
  text,
  label,
  withWord = false,
  className,
}: {
  readonly text: string;
  readonly label?: string;
  readonly withWord?: boolean;
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
    try {
      await navigator.clipboard.writeText(text);
      setState("copied");
    } catch {
      setState(copyBySelection(text) ? "copied" : "failed");
    }
  }
  const word = state === "copied" ? t("copied") : state === "failed" ? t("copyFailed") : t("copy");
  return (
    <Button
      variant="quiet"
      size={withWord ? "sm" : "iconSm"}
      className={className}
      onClick={copy}
      aria-label={state === "idle" && label !== undefined ? label : word}
      title={withWord ? undefined : word}
    >
      {state === "copied" ? <Check aria-hidden className="text-ok" /> : <Copy aria-hidden />}
      {withWord ? word : null}
      <span className="sr-only" role="status">
        {state === "idle" ? "" : word}
      </span>
    </Button>
  );
}

/** The clipboard interface exists only on https and localhost; elsewhere a selection is copied the old way. */
function copyBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
