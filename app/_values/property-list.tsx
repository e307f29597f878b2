"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { decodeText } from "../_client/decode-payload.ts";
import { hexLine } from "../_client/hex-dump.ts";
import type { PublishProperties } from "../_client/publish-properties.ts";
import { CopyButton } from "../_ui/copy-button.tsx";

/** The properties of MQTT 5 that a message carries; nothing when it carries none. */
export function PropertyList({ properties }: { readonly properties: PublishProperties | undefined }) {
  const t = useTranslations("values.property");
  const format = useFormatter();
  if (properties === undefined) return null;
  const { correlationData, messageExpiryIntervalSeconds, payloadIsUtf8, subscriptionIdentifiers } = properties;
  const rows: (readonly [name: string, value: ReactNode])[] = [];
  const { contentType, responseTopic, topicAlias, userProperties = [] } = properties;
  if (contentType !== undefined) rows.push([t("contentType"), contentType]);
  if (payloadIsUtf8 !== undefined) {
    rows.push([t("payloadFormat"), t(payloadIsUtf8 ? "utf8" : "unspecified")]);
  }
  if (messageExpiryIntervalSeconds !== undefined) {
    rows.push([t("expiry"), t("seconds", { count: messageExpiryIntervalSeconds })]);
  }
  if (responseTopic !== undefined) {
    rows.push([
      t("responseTopic"),
      <span key="topic" className="inline-flex items-center gap-1">
        {responseTopic}
        <CopyButton text={responseTopic} label={t("copyResponseTopic")} />
      </span>,
    ]);
  }
  if (correlationData !== undefined) {
    const text = decodeText(correlationData);
    rows.push([t("correlationData"), text === undefined || text === "" ? hexLine(correlationData) : text]);
  }
  if (subscriptionIdentifiers !== undefined) {
    rows.push([t("subscriptionIdentifiers"), subscriptionIdentifiers.map((id) => format.number(id)).join(", ")]);
  }
  if (topicAlias !== undefined) rows.push([t("topicAlias"), format.number(topicAlias)]);
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-4 gap-y-0.5 text-xs">
      {rows.map(([name, value]) => (
        <Property key={name} name={name}>
          {value}
        </Property>
      ))}
      {userProperties.map(([name, value], i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have no name of their own, and stay as they are
        <Property key={`user ${i}`} name={t("user", { name })}>
          {value}
        </Property>
      ))}
    </dl>
  );
}

function Property({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 font-mono [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}
