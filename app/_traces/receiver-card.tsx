import Link from "next/link";
import { useTranslations } from "next-intl";
import { CONSOLE_DEVICE_NAME } from "#core/control.ts";
import type { TraceDetailView } from "../_services/traces/trace.ts";
import { Badge } from "../_ui/badge.tsx";
import { ClockTime } from "../_ui/clock-time.tsx";
import { DecidingRule } from "./deciding-rule.tsx";
import { STATE_LOOKS } from "./outcome-looks.ts";
import { Step } from "./step.tsx";
import { useReason } from "./use-reason.ts";

type Receiver = TraceDetailView["receivers"][number];

interface ReceiverCardProps {
  readonly tenantSlug: string;
  readonly receiver: Receiver;
  readonly trace: TraceDetailView;
  readonly roleIds: Readonly<Record<string, string>>;
}

/** One session that the message was for: how it matched, what it got, and what became of its copy. */
export function ReceiverCard({ tenantSlug, receiver, trace, roleIds }: ReceiverCardProps) {
  const t = useTranslations("traces.receiver");
  const { state, deviceId, deviceName, clientId, filters, qos, sessionId } = receiver;
  // QoS 0 is over once it is sent.
  const looks = state === "sent" && qos === 0 ? STATE_LOOKS.acknowledged : STATE_LOOKS[state];
  const name = deviceName === CONSOLE_DEVICE_NAME ? t("browser") : deviceName || t("nobody");
  const shared = filters.some((filter) => filter.startsWith("$share/"));
  return (
    <Step
      icon={looks.icon}
      tone={looks.tone}
      title={<Title name={name} href={deviceId && `/${tenantSlug}/devices/${deviceId}`} />}
    >
      <div className="flex flex-col gap-2 text-sm">
        <p>
          <Sentence receiver={receiver} trace={trace} />
        </p>
        {state === "dropped" && receiver.reason === "denied" ? (
          <DecidingRule
            tenantSlug={tenantSlug}
            rule={receiver.rule}
            roleIds={roleIds}
            question={{ deviceId, clientId, action: "subscribe", topic: trace.topic }}
          />
        ) : null}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
          {filters.map((filter) => (
            <code key={filter} className="font-mono break-all text-ink">
              {filter}
            </code>
          ))}
          {shared ? <Badge>{t("shared")}</Badge> : null}
          {qos < trace.qos && filters.length > 0 && state !== "noLocal" ? (
            <Badge tone="warn">{t("downgraded", { from: trace.qos, to: qos })}</Badge>
          ) : null}
          {sessionId === null ? null : (
            <Link href={`/${tenantSlug}/sessions/${sessionId}`} className="break-all hover:text-ink hover:underline">
              {t("session", { clientId })}
            </Link>
          )}
        </div>
        <Times receiver={receiver} />
      </div>
    </Step>
  );
}

function Title({ name, href }: { readonly name: string; readonly href: string | null }) {
  if (href === null) return <span className="break-all">{name}</span>;
  return (
    <Link href={href} className="break-all hover:underline">
      {name}
    </Link>
  );
}

/** What became of the copy, and what that means. */
function Sentence({ receiver, trace }: Pick<ReceiverCardProps, "receiver" | "trace">) {
  const t = useTranslations("traces.receiver");
  const reason = useReason();
  const { state, qos, online, persistent, onDisk, filters } = receiver;
  switch (state) {
    case "notKept":
      return receiver.principalId === "" ? t("memberless") : t("notKept");
    case "queued":
      if (onDisk === true) return t("queuedOnDisk");
      if (onDisk === false) return t("leftDisk");
      return t(online ? "queuedOnline" : persistent ? "queuedOnDisk" : "queuedInMemory");
    case "sent":
      if (qos === 0) return t("sentQos0");
      return t(onDisk === false ? "leftDisk" : "sentUnacknowledged", { qos });
    case "dropped":
      return t("dropped", { why: receiver.reason === null ? "" : reason(receiver.reason, receiver.limit) });
    case "acknowledged":
      return t("acknowledged", { packet: qos === 2 ? "PUBCOMP" : "PUBACK" });
    default:
      return t(state, { filter: filters[0] ?? "", topic: trace.topic ?? "" });
  }
}

function Times({ receiver }: { readonly receiver: Receiver }) {
  const t = useTranslations("traces.receiver.times");
  const times = (["queuedAt", "sentAt", "receivedAt", "acknowledgedAt", "endedAt"] as const).flatMap((name) => {
    const at = receiver[name];
    return at === null ? [] : [{ name, at }];
  });
  if (times.length === 0) return null;
  return (
    <dl className="flex flex-wrap gap-x-4 gap-y-0.5 text-xs text-muted">
      {times.map(({ name, at }) => (
        <div key={name} className="flex gap-1.5">
          <dt>{t(name)}</dt>
          <dd className="font-mono tabular-nums">
            <ClockTime at={at} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
