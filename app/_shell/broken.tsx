"use client";

import { CloudAlert, RotateCw } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button, buttonStyle } from "../_ui/button.tsx";
import { CopyButton } from "../_ui/copy-button.tsx";

/** An unexpected failure, said calmly: what, what next, and a number the operator can find in the log. */
export function Broken({ digest, retry }: { readonly digest: string | undefined; readonly retry: () => void }) {
  const t = useTranslations("broken");
  return (
    <div className="grid flex-1 place-items-center px-4 py-16">
      <div className="flex max-w-md flex-col items-center gap-4 text-center" role="alert">
        <span className="grid size-10 place-items-center rounded-full bg-danger-soft text-danger">
          <CloudAlert aria-hidden className="size-5" />
        </span>
        <div className="flex flex-col gap-1">
          <h1 className="text-xl font-semibold tracking-tight">{t("title")}</h1>
          <p className="text-sm text-muted">{t("text")}</p>
        </div>
        <div className="flex gap-2">
          <Button variant="primary" onClick={retry}>
            <RotateCw aria-hidden />
            {t("retry")}
          </Button>
          <Link href="/" className={buttonStyle()}>
            {t("home")}
          </Link>
        </div>
        {digest === undefined ? null : (
          <p className="flex items-center gap-1 text-xs text-muted">
            {t("reference")} <code className="font-mono">{digest}</code>
            <CopyButton text={digest} label={t("copyReference")} />
          </p>
        )}
      </div>
    </div>
  );
}
