"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { EventRecord } from "#core/event-record.ts";
import { reasonName } from "#core/mqtt/reason-names.ts";

/** Why it happened, in a few words: the rule, the limit, the reason. */
export function EventCause({ event }: { readonly event: EventRecord }): ReactNode {
  const t = useTranslations("events.causes");
  const { type, rule, reason, reasonCode, detail, count } = event;
  const reasonText = useReason(event);
  switch (type) {
    case "publishDenied":
    case "subscribeDenied":
    case "willDenied":
    case "subscriptionCut":
      if (reason !== null) return t("invalidFilter");
      return rule === null ? t("noRule") : <Rule rule={rule} />;
    case "connectRefused":
      return (
        <>
          {reasonText}
          {rule === null ? null : (
            <>
              {" · "}
              <Rule rule={rule} />
            </>
          )}
        </>
      );
    case "disconnected":
      return reasonCode === null ? null : (DISCONNECTS.get(reasonCode)?.(t) ?? reasonName(reasonCode));
    case "connected":
      return detail;
    case "notKept":
      return t("notKept", { count });
    default:
      return reasonText;
  }
}

function Rule({ rule }: { readonly rule: NonNullable<EventRecord["rule"]> }) {
  const t = useTranslations("events.causes");
  const code = (part: ReactNode) => <code className="font-mono">{part}</code>;
  return t.rich("rule", { role: rule.roleName, position: rule.position, filter: rule.filter, code });
}

/** Words for a reason or a limit; the name itself where there are none. */
function useReason({ reason, reasonCode }: EventRecord): string {
  const causes = useTranslations("events.causes");
  const limits = useTranslations("limits.names");
  const reasons = useTranslations("events.reasons");
  if (reason === null) return reasonCode === null ? "" : reasonName(reasonCode);
  if (isKey(limits, reason)) return causes("limit", { limit: limits(reason) });
  return isKey(reasons, reason) ? reasons(reason) : reason;
}

function isKey<Key extends string>(t: { (key: Key): string; has(key: Key): boolean }, text: string): text is Key {
  return t.has(text as Key);
}

type Words = ReturnType<typeof useTranslations<"events.causes">>;

/** Reason codes of DISCONNECT that people meet every day. */
const DISCONNECTS: ReadonlyMap<number, (t: Words) => string> = new Map([
  [0x00, (t: Words) => t("disconnected.clean")],
  [0x04, (t: Words) => t("disconnected.withWill")],
  [0x80, (t: Words) => t("disconnected.lost")],
  [0x87, (t: Words) => t("disconnected.unauthorized")],
  [0x8b, (t: Words) => t("disconnected.shutDown")],
  [0x8d, (t: Words) => t("disconnected.keepAlive")],
  [0x8e, (t: Words) => t("disconnected.takenOver")],
  [0x97, (t: Words) => t("disconnected.quota")],
  [0x98, (t: Words) => t("disconnected.ended")],
  [0xa0, (t: Words) => t("disconnected.expired")],
]);
