"use client";

import { Check, Pencil, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { DEFAULT_LIMITS } from "#core/limits.ts";
import type { QoS } from "#core/mqtt/packets.ts";
import { findFilterFault } from "#core/topic.ts";
import { Button } from "../../_ui/button.tsx";
import { Card, CardHeader } from "../../_ui/card.tsx";
import { classes } from "../../_ui/classes.ts";
import { Field } from "../../_ui/field.tsx";
import { Input, Select } from "../../_ui/input.tsx";
import type { ClientCommand, SubscriptionState } from "../protocol.ts";
import { ReasonSentence } from "./problem-notice.tsx";
import { SubscriptionColour } from "./subscription-colour.tsx";

interface SubscriptionCardProps {
  readonly subscriptions: readonly SubscriptionState[];
  readonly online: boolean;
  readonly principal: string;
  /** The topic filter of the message list. */
  readonly shownFilter: string;
  readonly onShow: (filter: string) => void;
  readonly send: (command: ClientCommand) => void;
}

/** What the connection is subscribed to, and the form that adds to it or changes one. */
export function SubscriptionCard(props: SubscriptionCardProps) {
  const { subscriptions, send } = props;
  const t = useTranslations("client.subscriptions");
  const tTopic = useTranslations("client.topicFault");
  const [filter, setFilter] = useState("");
  const [qos, setQos] = useState<QoS>(1);
  const [editing, setEditing] = useState<number>();
  const [error, setError] = useState<string>();
  const input = useRef<HTMLInputElement>(null);

  function submit(event: FormEvent) {
    event.preventDefault();
    const fault = findFilterFault(filter, DEFAULT_LIMITS);
    if (fault !== undefined) {
      setError(tTopic(fault.fault));
      input.current?.focus();
      input.current?.setSelectionRange(fault.position, fault.position + 1);
      return;
    }
    const highest = Math.max(0, ...subscriptions.map(({ id }) => id));
    send({ type: "subscribe", wish: { id: editing ?? highest + 1, filter, qos } });
    stopEditing();
  }

  function stopEditing() {
    setEditing(undefined);
    setFilter("");
    setError(undefined);
  }

  return (
    <Card aria-labelledby="subscriptions-title">
      <CardHeader id="subscriptions-title" title={t("title")} />
      {subscriptions.length === 0 ? (
        <p className="px-4 pt-3 text-sm text-muted">{t("empty")}</p>
      ) : (
        <ul>
          {subscriptions.map((subscription) => (
            <SubscriptionItem
              key={subscription.id}
              {...props}
              subscription={subscription}
              edited={subscription.id === editing}
              onEdit={() => {
                setEditing(subscription.id);
                setFilter(subscription.filter);
                setQos(subscription.qos);
                setError(undefined);
                input.current?.focus();
              }}
              onRemove={() => {
                if (subscription.id === editing) stopEditing();
                send({ type: "unsubscribe", id: subscription.id });
              }}
            />
          ))}
        </ul>
      )}
      <form onSubmit={submit} className="flex flex-col gap-3 p-4" noValidate>
        <Field
          name="filter"
          label={t(editing === undefined ? "filter" : "editFilter")}
          aside={t("filterHint")}
          error={error}
        >
          {(control) => (
            <Input
              {...control}
              ref={input}
              className="font-mono"
              value={filter}
              placeholder="sensor/+/temperature"
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              onChange={(event) => {
                setFilter(event.target.value);
                setError(undefined);
              }}
            />
          )}
        </Field>
        <div className="flex items-center gap-2">
          <span className="w-24">
            <Select aria-label={t("qos")} value={qos} onChange={(event) => setQos(Number(event.target.value) as QoS)}>
              <option value={0}>QoS 0</option>
              <option value={1}>QoS 1</option>
              <option value={2}>QoS 2</option>
            </Select>
          </span>
          <Button type="submit">{t(editing === undefined ? "add" : "change")}</Button>
          {editing === undefined ? null : (
            <Button variant="quiet" onClick={stopEditing}>
              {t("cancel")}
            </Button>
          )}
        </div>
      </form>
    </Card>
  );
}

interface SubscriptionItemProps extends SubscriptionCardProps {
  readonly subscription: SubscriptionState;
  readonly edited: boolean;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

function SubscriptionItem(props: SubscriptionItemProps) {
  const { subscription, edited, online, principal, shownFilter, onShow, onEdit, onRemove } = props;
  const t = useTranslations("client.subscriptions");
  const { id, filter, qos, status } = subscription;
  const shown = shownFilter === filter;
  const granted = online && status.kind === "granted";
  return (
    <li className={classes("flex flex-col gap-1 border-b py-2 pr-2 pl-4", edited && "bg-accent-soft")}>
      <div className="flex items-center gap-2">
        <SubscriptionColour id={id} className={granted ? undefined : "opacity-35"} />
        <button
          type="button"
          className={classes(
            "min-w-0 flex-1 truncate rounded-sm py-1 text-left font-mono text-sm hover:underline",
            !granted && "text-muted",
          )}
          aria-pressed={shown}
          title={t(shown ? "showAll" : "showOnly")}
          onClick={() => onShow(shown ? "" : filter)}
        >
          {filter}
        </button>
        <span className="text-xs whitespace-nowrap text-muted">
          {status.kind === "refused" ? (
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
        <span className="flex">
          <Button variant="quiet" size="iconSm" aria-label={t("edit", { filter })} onClick={onEdit}>
            <Pencil aria-hidden />
          </Button>
          <Button variant="quiet" size="iconSm" aria-label={t("remove", { filter })} onClick={onRemove}>
            <Trash2 aria-hidden />
          </Button>
        </span>
      </div>
      {status.kind === "refused" ? (
        <div className="pr-2 pl-3 text-xs text-danger">
          <ReasonSentence packet="suback" {...status} principal={principal} />
        </div>
      ) : null}
      {granted && status.qos < qos ? (
        <p className="pr-2 pl-3 text-xs text-warn">{t("downgraded", { asked: qos, granted: status.qos })}</p>
      ) : null}
    </li>
  );
}
