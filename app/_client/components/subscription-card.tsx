"use client";

import { Check, Pause, Pencil, Play, Plus, Trash2 } from "lucide-react";
import { useParams } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { NOT_AUTHORIZED, UNSPECIFIED_ERROR } from "#core/mqtt/reason-codes.ts";
import { Button } from "../../_ui/button.tsx";
import { Card, CardHeader } from "../../_ui/card.tsx";
import { classes } from "../../_ui/classes.ts";
import { CopyButton } from "../../_ui/copy-button.tsx";
import { useHotkey } from "../../_ui/hotkey.ts";
import type { ClientCommand, SubscriptionState, SubscriptionWish } from "../protocol.ts";
import type { Denial } from "../use-denials.ts";
import { DenialSentence, simulatorHref } from "./denial-sentence.tsx";
import { ReasonSentence } from "./problem-notice.tsx";
import { SubscriptionColour } from "./subscription-colour.tsx";
import { SubscriptionDialog } from "./subscriptions/subscription-dialog.tsx";

interface SubscriptionCardProps {
  readonly subscriptions: readonly SubscriptionState[];
  /** Messages by the subscription's id. */
  readonly counts: Readonly<Record<number, number>>;
  readonly online: boolean;
  readonly protocolVersion: 4 | 5;
  readonly principal: string;
  /** Whom the connection acts as, when that is a device. */
  readonly deviceId: string | undefined;
  readonly denials: readonly Denial[];
  /** The topic filter of the message list. */
  readonly shownFilter: string;
  readonly onShow: (filter: string) => void;
  readonly send: (command: ClientCommand) => void;
}

/** What the connection is subscribed to, what came of each, and the way to more. */
export function SubscriptionCard(props: SubscriptionCardProps) {
  const { subscriptions, protocolVersion, send } = props;
  const t = useTranslations("subscriptions");
  const [dialog, setDialog] = useState<{ readonly open: boolean; readonly edited: SubscriptionWish | undefined }>({
    open: false,
    edited: undefined,
  });
  const add = () => setDialog({ open: true, edited: undefined });
  useHotkey("n", add, t("new"));
  return (
    <Card aria-labelledby="subscriptions-title">
      <CardHeader
        id="subscriptions-title"
        title={t("title")}
        actions={
          <Button size="sm" onClick={add}>
            <Plus aria-hidden />
            {t("new")}
          </Button>
        }
      />
      {subscriptions.length === 0 ? (
        <p className="p-4 text-sm text-muted">{t("empty")}</p>
      ) : (
        <ul className="max-h-96 overflow-y-auto">
          {subscriptions.map((subscription) => (
            <SubscriptionItem
              key={subscription.id}
              {...props}
              subscription={subscription}
              onEdit={() => setDialog({ open: true, edited: subscription })}
            />
          ))}
        </ul>
      )}
      <SubscriptionDialog
        open={dialog.open}
        onOpenChange={(open) => setDialog((before) => ({ ...before, open }))}
        edited={dialog.edited}
        present={subscriptions}
        protocolVersion={protocolVersion}
        onSubscribe={(wishes) => {
          for (const wish of wishes) send({ type: "subscribe", wish });
        }}
      />
    </Card>
  );
}

interface SubscriptionItemProps extends SubscriptionCardProps {
  readonly subscription: SubscriptionState;
  readonly onEdit: () => void;
}

function SubscriptionItem(props: SubscriptionItemProps) {
  const { subscription, counts, online, principal, deviceId, denials, shownFilter, onShow, onEdit, send } = props;
  const t = useTranslations("subscriptions");
  const format = useFormatter();
  const { tenant } = useParams<{ tenant: string }>();
  const { status, ...wish } = subscription;
  const { id, filter, qos, alias, paused = false } = wish;
  const shown = shownFilter === filter;
  const granted = online && status.kind === "granted";
  const count = counts[id] ?? 0;
  const denial = denials.find(({ type, topic }) => type === "subscribeDenied" && topic === filter);
  return (
    <li className="flex flex-col gap-1 border-b py-2 pr-2 pl-4 last:border-b-0">
      <div className="flex items-center gap-2">
        <SubscriptionColour id={id} className={granted ? undefined : "opacity-35"} />
        <button
          type="button"
          className={classes(
            "min-w-0 flex-1 truncate rounded-sm py-1 text-left text-sm hover:underline",
            alias === undefined && "font-mono",
            !granted && "text-muted",
          )}
          aria-pressed={shown}
          title={`${filter}\n${t(shown ? "showAll" : "showOnly")}`}
          onClick={() => onShow(shown ? "" : filter)}
        >
          {alias ?? filter}
        </button>
        {count === 0 ? null : (
          <span className="text-xs text-muted tabular-nums" title={t("count", { count })}>
            {format.number(count)}
          </span>
        )}
        <span className="text-xs whitespace-nowrap text-muted">
          {paused ? (
            t("paused")
          ) : status.kind === "refused" ? (
            <span className="text-danger">{t("refused")}</span>
          ) : granted ? (
            <span className="inline-flex items-center gap-1 text-ok" title={t("granted")}>
              <Check aria-hidden className="size-3.5" />
              <span className="sr-only">{t("granted")}</span>
              {`QoS ${status.qos}`}
            </span>
          ) : online ? (
            t("asked")
          ) : (
            `QoS ${qos}`
          )}
        </span>
      </div>
      <div className="-mt-1 flex items-center pl-2">
        {alias === undefined ? (
          <span className="flex-1" />
        ) : (
          <span className="min-w-0 flex-1 truncate font-mono text-xs text-muted">{filter}</span>
        )}
        <CopyButton text={filter} label={t("copy", { filter })} />
        <Button
          variant="quiet"
          size="iconSm"
          aria-label={t(paused ? "resume" : "pause", { filter })}
          onClick={() => send({ type: "subscribe", wish: { ...wish, paused: !paused } })}
        >
          {paused ? <Play aria-hidden /> : <Pause aria-hidden />}
        </Button>
        <Button variant="quiet" size="iconSm" aria-label={t("edit", { filter })} onClick={onEdit}>
          <Pencil aria-hidden />
        </Button>
        <Button
          variant="quiet"
          size="iconSm"
          aria-label={t("remove", { filter })}
          onClick={() => send({ type: "unsubscribe", id })}
        >
          <Trash2 aria-hidden />
        </Button>
      </div>
      {status.kind === "refused" ? (
        <div className="pr-2 pl-3 text-xs text-danger">
          <ReasonSentence
            packet="suback"
            {...status}
            // In 3.1.1 there is one code for every refusal; the event says that it was the rules.
            reasonCode={denial === undefined ? status.reasonCode : NOT_AUTHORIZED}
            principal={principal}
          />
          <DenialSentence
            denial={denial}
            href={
              deviceId === undefined ||
              (status.reasonCode !== NOT_AUTHORIZED && status.reasonCode !== UNSPECIFIED_ERROR)
                ? undefined
                : simulatorHref(tenant, { deviceId, action: "subscribe", topic: filter, qos })
            }
          />
        </div>
      ) : null}
      {granted && status.qos < qos ? (
        <p className="pr-2 pl-3 text-xs text-warn">{t("downgraded", { asked: qos, granted: status.qos })}</p>
      ) : null}
    </li>
  );
}
