"use client";

import { useTranslations } from "next-intl";
import { Notice } from "../_ui/notice.tsx";
import { useLiveState } from "./live-provider.tsx";

/** Says above every page what does not work now, and what that means for devices; nothing while all is well. */
export function TroubleBanner() {
  const t = useTranslations("live.trouble");
  const { freshness, store } = useLiveState();
  const trouble = freshness === "brokerAway" ? "brokerAway" : store === "writes" ? undefined : store;
  return (
    <div role="status" aria-live="polite" className={trouble === undefined ? undefined : "px-4 pt-4 md:px-6"}>
      {trouble === undefined ? null : (
        <Notice tone="warn" title={t(`${trouble}Title`)} className="mx-auto w-full max-w-6xl">
          {t(trouble)}
        </Notice>
      )}
    </div>
  );
}
