"use client";

import { CircleAlert, CircleCheck, CircleHelp, Clock } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { NO_MATCHING_SUBSCRIBERS } from "#core/mqtt/reason-codes.ts";
import { classes } from "../../_ui/classes.ts";
import type { Delivery } from "../message.ts";
import { ReasonSentence } from "./problem-notice.tsx";

const LOOK = {
  waiting: { icon: Clock, tone: "text-muted" },
  unacknowledged: { icon: CircleHelp, tone: "text-muted" },
  accepted: { icon: CircleCheck, tone: "text-ok" },
  refused: { icon: CircleAlert, tone: "text-danger" },
  unknown: { icon: CircleHelp, tone: "text-warn" },
  notSent: { icon: CircleAlert, tone: "text-danger" },
} as const;

/** A sent message's fate as a mark beside its line; the word is for who cannot see the mark, and at rest over it. */
export function DeliveryMark({ delivery }: { readonly delivery: Delivery }) {
  const t = useTranslations("client.delivery");
  const { icon: Icon, tone } = LOOK[delivery.state];
  const word = t(`${delivery.state}Short`);
  return (
    <span title={word} className={tone}>
      <Icon aria-hidden className="size-3.5 shrink-0" />
      <span className="sr-only">{word}</span>
    </span>
  );
}

/** What became of a sent message, and what to do when it was refused. */
export function DeliverySentence({
  delivery,
  topic,
  principal,
  denied = false,
}: {
  readonly delivery: Delivery;
  readonly topic: string;
  readonly principal: string;
  /** The broker told the tenant that it was denied, whatever it told this client. */
  readonly denied?: boolean;
}) {
  const t = useTranslations("client.delivery");
  const tReason = useTranslations("client.reason");
  const format = useFormatter();
  const { icon: Icon, tone } = LOOK[denied ? "refused" : delivery.state];
  return (
    <div className={classes("flex items-start gap-1.5", tone)}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">
        {delivery.state === "refused" ? (
          <>
            <p className="font-medium">{t("refused", { topic })}</p>
            <ReasonSentence packet="puback" {...delivery} principal={principal} />
          </>
        ) : denied ? (
          <>
            <p className="font-medium">{t("refused", { topic })}</p>
            <p>{tReason("notAuthorizedPuback", { principal })}</p>
          </>
        ) : delivery.state === "accepted" ? (
          <p>
            {t(delivery.reasonCode === NO_MATCHING_SUBSCRIBERS ? "acceptedByNobody" : "accepted", {
              ms: format.number(delivery.roundTripMs, { maximumFractionDigits: 0 }),
            })}
          </p>
        ) : (
          <p>{t(delivery.state)}</p>
        )}
      </div>
    </div>
  );
}
