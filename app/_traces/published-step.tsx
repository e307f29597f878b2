import { Send } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { PROTOCOL_NAMES, TRANSPORT_NAMES } from "../_live/transport-names.ts";
import type { TraceDetailView } from "../_services/traces/trace.ts";
import { Badge } from "../_ui/badge.tsx";
import { bytesFormat } from "../_ui/bytes.ts";
import { ClockTime } from "../_ui/clock-time.tsx";
import { Step } from "./step.tsx";
import { Sender } from "./trace-row.tsx";

/** Where it came from, and why Hato remembers it. */
export function PublishedStep({ tenantSlug, trace }: { readonly tenantSlug: string; readonly trace: TraceDetailView }) {
  const t = useTranslations("traces.path");
  const format = useFormatter();
  const { publisher, topic, qos, retain, payloadBytes, kind, oneIn, count, lastAt } = trace;
  const size = bytesFormat(payloadBytes);
  const id = publisher?.deviceId ?? null;
  return (
    <Step icon={Send} title={t("published")} at={trace.at}>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
        <dt className="text-muted">{t("facts.from")}</dt>
        <dd className="break-all">
          {id === null ? (
            <Sender trace={trace} />
          ) : (
            <Link href={`/${tenantSlug}/devices/${id}`} className="hover:underline">
              <Sender trace={trace} />
            </Link>
          )}
        </dd>
        {publisher === null ? null : (
          <>
            <dt className="text-muted">{t("facts.client")}</dt>
            <dd className="font-mono text-xs leading-5 break-all">{publisher.clientId}</dd>
            <dt className="text-muted">{t("facts.over")}</dt>
            <dd className="break-all">
              {TRANSPORT_NAMES[publisher.transport]} · {PROTOCOL_NAMES[publisher.protocolVersion]} · {publisher.address}
            </dd>
          </>
        )}
        <dt className="text-muted">{t("facts.topic")}</dt>
        <dd className="font-mono text-xs leading-5 break-all">{topic}</dd>
        <dt className="text-muted">{t("facts.message")}</dt>
        <dd className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span>QoS {qos}</span>
          <span>{t("facts.payload", { size: format.number(size.value, size.options) })}</span>
          {retain ? <Badge>{t("facts.retain")}</Badge> : null}
        </dd>
        <dt className="text-muted">{t("facts.kept")}</dt>
        <dd>{kind === "sampled" && oneIn !== null ? t("kept.sampled", { oneIn }) : t(`kept.${kind}`, { oneIn: 1 })}</dd>
      </dl>
      {count > 1 ? (
        <p className="text-sm text-muted">{t.rich("repeated", { count, time: () => <ClockTime at={lastAt} /> })}</p>
      ) : null}
      {trace.whole ? null : <p className="text-sm text-muted">{t("onlyLoss")}</p>}
    </Step>
  );
}
