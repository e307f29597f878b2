"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { Neighbours } from "../_services/devices/find-neighbours.ts";
import { buttonStyle } from "../_ui/button.tsx";
import { copyText } from "../_ui/copy-text.ts";
import { useHotkey } from "../_ui/hotkey.ts";
import { toast } from "../_ui/toast.tsx";

interface DeviceKeysProps extends Neighbours {
  readonly tenantSlug: string;
  readonly deviceId: string;
  /** The tab that stays as one goes from device to device. */
  readonly tab: string | undefined;
}

/** The way to the devices before and after this one, by pointer and by `[` and `]`; `y` copies the id. */
export function DeviceKeys({ tenantSlug, deviceId, previousId, nextId, tab }: DeviceKeysProps) {
  const t = useTranslations("devices.detail");
  const router = useRouter();
  const hrefOf = (id: string) => `/${tenantSlug}/devices/${id}${tab === undefined ? "" : `?tab=${tab}`}`;
  const go = (id: string | undefined) => {
    if (id !== undefined) router.push(hrefOf(id));
  };
  useHotkey("[", () => go(previousId), previousId === undefined ? undefined : t("previous"));
  useHotkey("]", () => go(nextId), nextId === undefined ? undefined : t("next"));
  useHotkey(
    "y",
    async () => {
      if (await copyText(deviceId)) toast(t("idCopied"));
    },
    t("copyId"),
  );
  const step = buttonStyle({ variant: "quiet", size: "iconSm" });
  return (
    <span className="flex gap-0.5">
      {previousId === undefined ? null : (
        <Link href={hrefOf(previousId)} className={step} aria-label={t("previous")} title={`${t("previous")} [`}>
          <ChevronLeft aria-hidden />
        </Link>
      )}
      {nextId === undefined ? null : (
        <Link href={hrefOf(nextId)} className={step} aria-label={t("next")} title={`${t("next")} ]`}>
          <ChevronRight aria-hidden />
        </Link>
      )}
    </span>
  );
}
