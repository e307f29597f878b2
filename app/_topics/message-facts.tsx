"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { useMemo } from "react";
import type { PublishProperties } from "../_client/publish-properties.ts";
import { Badge } from "../_ui/badge.tsx";
import { bytesOfBase64 } from "../_ui/base64.ts";
import { bytesFormat } from "../_ui/bytes.ts";
import { ClockTime } from "../_ui/clock-time.tsx";
import { PropertyList } from "../_values/property-list.tsx";
import type { TopicMessage } from "./history.ts";

interface MessageFactsProps {
  readonly tenantSlug: string;
  readonly message: TopicMessage;
  /** Its topic is not the selected one: it stands below it. */
  readonly withTopic: boolean;
}

/** When a message came, from whom, and what it carried beside its payload. */
export function MessageFacts({ tenantSlug, message, withTopic }: MessageFactsProps) {
  const t = useTranslations("topics.detail");
  const format = useFormatter();
  const { atMs, qos, retain, payloadBytes, publisher } = message;
  const properties = useMemo(() => propertiesOf(message), [message]);
  const size = bytesFormat(payloadBytes);
  return (
    <div className="flex flex-col gap-1.5">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted" data-testid="message-facts">
        {withTopic ? <span className="font-mono break-all text-ink">{message.topic}</span> : null}
        {atMs === null ? <span>{t("before")}</span> : <ClockTime at={new Date(atMs).toISOString()} />}
        <span>{t("qos", { qos })}</span>
        {retain ? <Badge tone="accent">{t("retain")}</Badge> : null}
        <span className="tabular-nums">{format.number(size.value, size.options)}</span>
        {publisher === null ? null : (
          <span>
            {publisher.deviceId === null
              ? t("byName", { name: publisher.deviceName })
              : t.rich("by", {
                  device: () => (
                    <Link
                      href={`/${tenantSlug}/devices/${publisher.deviceId}`}
                      className="font-medium text-accent-text hover:underline"
                    >
                      {publisher.deviceName}
                    </Link>
                  ),
                })}
          </span>
        )}
      </p>
      {properties === undefined ? null : <PropertyList properties={properties} />}
    </div>
  );
}

/** As the list of properties takes them, which is made for the packets of a client. */
function propertiesOf({ properties }: TopicMessage): PublishProperties | undefined {
  const { correlationDataBase64, payloadFormatIndicator, ...others } = properties;
  const all = {
    ...others,
    ...(payloadFormatIndicator !== undefined && { payloadIsUtf8: payloadFormatIndicator === 1 }),
    ...(correlationDataBase64 !== undefined && { correlationData: bytesOfBase64(correlationDataBase64) }),
  };
  return Object.keys(all).length === 0 ? undefined : all;
}
