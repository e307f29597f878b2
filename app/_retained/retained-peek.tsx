"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { RetainedView } from "../_services/retained/retained.ts";
import { Badge } from "../_ui/badge.tsx";
import { bytesOfBase64 } from "../_ui/base64.ts";
import { Sheet } from "../_ui/dialog.tsx";
import { PayloadView } from "../_ui/payload-view.tsx";

interface RetainedPeekProps {
  readonly tenantSlug: string;
  readonly message: RetainedView | undefined;
  readonly onClose: () => void;
}

/** The payload of one message, beside the list. */
export function RetainedPeek({ tenantSlug, message, onClose }: RetainedPeekProps) {
  const t = useTranslations("retained");
  const name = message?.publisher?.clientId ?? "";
  const deviceId = message?.publisher?.deviceId ?? null;
  return (
    <Sheet
      className="w-[32rem]"
      open={message !== undefined}
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t("columns.payload")}
      description={<span className="font-mono text-xs break-all">{message?.topic}</span>}
    >
      {message === undefined ? null : (
        <>
          <p className="flex flex-wrap items-center gap-2 text-xs text-muted">
            <Badge>{`${t("columns.qos")} ${message.qos}`}</Badge>
            {message.publisher === null ? null : deviceId === null ? (
              t("peek.publisher", { name })
            ) : (
              <Link href={`/${tenantSlug}/devices/${deviceId}`} className="inline-flex min-h-6 items-center underline">
                {t("peek.publisher", { name })}
              </Link>
            )}
          </p>
          <PayloadView bytes={bytesOfBase64(message.payload)} bytesTotal={message.payloadBytes} />
        </>
      )}
    </Sheet>
  );
}
