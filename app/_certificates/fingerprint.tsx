"use client";

import { useTranslations } from "next-intl";
import { CopyButton } from "../_ui/copy-button.tsx";

/** The beginning of a fingerprint: enough to tell two apart; the whole is copied. */
export function Fingerprint({ value }: { readonly value: string }) {
  const t = useTranslations("certificates");
  return (
    <span className="inline-flex items-center gap-0.5">
      <code title={value} className="font-mono text-xs">
        {value.slice(0, 12)}…
      </code>
      <CopyButton text={value} label={t("copyFingerprint")} className="size-6" />
    </span>
  );
}
