import { Ban, CircleSlash, CornerDownLeft, Pin, ShieldCheck, TriangleAlert, Users } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { reasonName } from "#core/mqtt/reason-names.ts";
import type { FoundDevice } from "../_palette/find-devices.ts";
import type { TraceDetailView } from "../_services/traces/trace.ts";
import { DecidingRule } from "./deciding-rule.tsx";
import { NearMisses } from "./near-misses.tsx";
import { PublishedStep } from "./published-step.tsx";
import { ReceiverCard } from "./receiver-card.tsx";
import { Step } from "./step.tsx";
import { useReason } from "./use-reason.ts";

interface TracePathProps {
  readonly tenantSlug: string;
  readonly trace: TraceDetailView;
  /** The device that was asked about as a receiver. */
  readonly to: FoundDevice | undefined;
  readonly roleIds: Readonly<Record<string, string>>;
}

/** The way of one message, station by station: published, judged, matched, and what became of each copy. */
export function TracePath({ tenantSlug, trace, to, roleIds }: TracePathProps) {
  const t = useTranslations("traces.path");
  const { whole, refusal, receivers, retained, topic } = trace;
  const missed = to !== undefined && whole && refusal === null && !receivers.some(({ deviceId }) => deviceId === to.id);
  return (
    <ol className="flex max-w-3xl flex-col">
      {topic === null ? (
        <Step icon={TriangleAlert} tone="text-warn" title={t("unread", { count: trace.count })} at={trace.lastAt}>
          <p className="text-sm text-muted">{t("unreadText")}</p>
        </Step>
      ) : (
        <PublishedStep tenantSlug={tenantSlug} trace={trace} />
      )}
      {whole ? <Verdict tenantSlug={tenantSlug} trace={trace} roleIds={roleIds} /> : null}
      {retained === null ? null : (
        <Step icon={Pin} tone={retained === "noRoom" ? "text-warn" : "text-muted"} title={t(`retained.${retained}`)} />
      )}
      {whole && refusal === null ? (
        <Step
          icon={trace.matched === 0 ? CircleSlash : Users}
          tone={trace.matched === 0 ? "text-warn" : "text-ok"}
          title={t("matched", { count: trace.matched })}
        >
          {missed ? <p className="text-sm">{t("notFor", { name: to.name })}</p> : null}
          {trace.nearMisses.length > 0 ? (
            <NearMisses tenantSlug={tenantSlug} misses={trace.nearMisses} topic={topic ?? ""} roleIds={roleIds} />
          ) : trace.matched === 0 || missed ? (
            <p className="text-sm text-muted">{t("noNearMiss")}</p>
          ) : null}
          {trace.searchedAll ? null : <p className="text-xs text-muted">{t("notSearchedAll")}</p>}
        </Step>
      ) : null}
      {receivers.map((receiver, index) => (
        <ReceiverCard
          // biome-ignore lint/suspicious/noArrayIndexKey: one session may have two copies, and they only grow in number
          key={index}
          tenantSlug={tenantSlug}
          receiver={receiver}
          trace={trace}
          roleIds={roleIds}
        />
      ))}
      {trace.matched > receivers.length ? (
        <Step icon={Users} title={t("moreReceivers", { count: trace.matched - receivers.length })} />
      ) : null}
      <Answer trace={trace} />
    </ol>
  );
}

function Verdict({ tenantSlug, trace, roleIds }: Omit<TracePathProps, "to">) {
  const t = useTranslations("traces.path");
  const reasonOf = useReason();
  const { refusal, publisher, source, topic, qos, retain } = trace;
  if (refusal === null) {
    // Nobody's rules bind the console; what it may publish, the member's role said.
    return publisher === null ? null : <Step icon={ShieldCheck} tone="text-ok" title={t("allowed")} />;
  }
  if (refusal.reason !== "denied") {
    return (
      <Step icon={Ban} tone="text-danger" title={t("refused", { why: reasonOf(refusal.reason, refusal.limit) })} />
    );
  }
  return (
    <Step icon={Ban} tone="text-danger" title={t("deniedTitle")}>
      <DecidingRule
        tenantSlug={tenantSlug}
        rule={refusal.rule}
        roleIds={roleIds}
        question={{
          deviceId: publisher?.deviceId ?? null,
          clientId: publisher?.clientId ?? "",
          action: source === "will" ? "will" : "publish",
          topic,
          qos,
          retain,
        }}
      />
    </Step>
  );
}

/** What the publisher was told; only MQTT 5.0 has words for more than that it came. */
function Answer({ trace }: { readonly trace: TraceDetailView }) {
  const t = useTranslations("traces.path");
  const format = useFormatter();
  const { answer, answeredOnceStored, publisher, qos } = trace;
  if (answer === null) return null;
  const packet = qos === 1 ? "PUBACK" : "PUBREC";
  const code = `0x${answer.toString(16).padStart(2, "0")} ${reasonName(answer)}`;
  const isMute = publisher !== null && publisher.protocolVersion !== 5 && answer !== 0;
  return (
    <Step icon={CornerDownLeft} title={t("answered", { packet, code })}>
      {answeredOnceStored ? <p className="text-sm text-muted">{t("onceStored")}</p> : null}
      {isMute ? <p className="text-sm text-muted">{t("mute", { qos: format.number(qos) })}</p> : null}
    </Step>
  );
}
