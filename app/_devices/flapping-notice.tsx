"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { type EventRecord, toEventRecord } from "#core/event-record.ts";
import { useBrokerEvents } from "../_live/live-provider.tsx";
import { Notice } from "../_ui/notice.tsx";
import { TimeAgo } from "../_ui/time-ago.tsx";

interface FlappingNoticeProps {
  readonly tenantSlug: string;
  readonly deviceId: string;
  /** The newest of the last hour. */
  readonly last: EventRecord | undefined;
}

/** Says in plain words that a client id of the device keeps connecting, and what to do about it. */
export function FlappingNotice({ tenantSlug, deviceId, last }: FlappingNoticeProps) {
  const t = useTranslations("devices.flapping");
  const [heard, setHeard] = useState<EventRecord>();
  useBrokerEvents(
    (event) => {
      if (event.type === "flapping" && event.deviceId === deviceId) setHeard(toEventRecord(event));
    },
    { past: true },
  );
  const shown = heard ?? last;
  if (shown === undefined) return null;
  const kind = shown.reason === "sameClientId" ? "sameClientId" : "restless";
  return (
    <Notice tone="warn" title={t(`${kind}.title`, { clientId: shown.clientId })}>
      {t(`${kind}.text`)}{" "}
      <Link
        href={`/${tenantSlug}/devices/${deviceId}?tab=activity`}
        className="font-medium underline underline-offset-2"
      >
        {t("look")}
      </Link>{" "}
      <span className="text-xs">
        <TimeAgo at={shown.at} />
      </span>
    </Notice>
  );
}
