import Link from "next/link";
import { useTranslations } from "next-intl";
import type { TraceDetailView } from "../_services/traces/trace.ts";
import { DecidingRule } from "./deciding-rule.tsx";

interface NearMissesProps {
  readonly tenantSlug: string;
  readonly misses: TraceDetailView["nearMisses"];
  readonly topic: string;
  readonly roleIds: Readonly<Record<string, string>>;
}

/** Subscriptions that would have matched but for a little, each with what that is. */
export function NearMisses({ tenantSlug, misses, topic, roleIds }: NearMissesProps) {
  const t = useTranslations("traces.near");
  return (
    <div className="flex flex-col gap-2">
      <p className="text-sm text-muted">{t("lead")}</p>
      <ul className="flex flex-col gap-2">
        {misses.map((miss) => (
          <li
            key={`${miss.clientId} ${miss.filter} ${miss.kind}`}
            className="flex flex-col gap-1 rounded-lg border bg-surface px-3 py-2 text-sm"
          >
            <span className="flex flex-wrap items-baseline gap-x-3">
              <code className="font-mono text-xs break-all">{miss.filter}</code>
              {miss.deviceId === null ? (
                <span className="text-xs text-muted">{miss.deviceName || miss.clientId}</span>
              ) : (
                <Link
                  href={`/${tenantSlug}/devices/${miss.deviceId}`}
                  className="text-xs text-muted hover:text-ink hover:underline"
                >
                  {miss.deviceName}
                </Link>
              )}
            </span>
            <span className="text-muted">
              {t(miss.kind, { level: miss.level, found: topic.split("/")[miss.level - 1] ?? "" })}
            </span>
            {miss.kind === "denied" ? (
              <DecidingRule
                tenantSlug={tenantSlug}
                rule={miss.rule}
                roleIds={roleIds}
                question={{ deviceId: miss.deviceId, clientId: miss.clientId, action: "subscribe", topic: miss.filter }}
              />
            ) : null}
          </li>
        ))}
      </ul>
    </div>
  );
}
