"use client";

import { ListFilter, Regex, Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId, useRef, useState } from "react";
import { DEFAULT_LIMITS } from "#core/limits.ts";
import type { QoS } from "#core/mqtt/packets.ts";
import { validateTopicFilter } from "#core/topic.ts";
import { Button } from "../../_ui/button.tsx";
import { classes } from "../../_ui/classes.ts";
import { useHotkey } from "../../_ui/hotkey.ts";
import { Input, Select } from "../../_ui/input.tsx";
import { clockTime } from "../clock-time.ts";
import { EVERYTHING, type MessageFilter, unshared } from "../message-filter.ts";
import { isPattern, type PatternFault } from "../pattern-runner.ts";
import type { SubscriptionState } from "../protocol.ts";

interface MessageFilterBarProps {
  readonly filter: MessageFilter;
  readonly onFilter: (filter: MessageFilter) => void;
  readonly subscriptions: readonly SubscriptionState[];
  readonly fault: PatternFault | undefined;
}

/** What the list is narrowed to: searched text, and whatever else, each part a chip that one click takes away. */
export function MessageFilterBar({ filter, onFilter, subscriptions, fault }: MessageFilterBarProps) {
  const t = useTranslations("messages");
  const tTopic = useTranslations("client.topicFault");
  const [open, setOpen] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  useHotkey("/", () => search.current?.focus(), t("search"));
  const topicFault =
    filter.topic.trim() === "" ? undefined : validateTopicFilter(unshared(filter.topic), DEFAULT_LIMITS);
  const patternFault = filter.expression && !isPattern(filter.text.trim()) ? "notAnExpression" : fault;
  const change = (part: Partial<MessageFilter>) => onFilter({ ...filter, ...part });
  const chips = useChips(filter, subscriptions);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex gap-2">
        <search className="relative min-w-0 flex-1">
          <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-faint" />
          <Input
            ref={search}
            type="search"
            className={classes("pr-9 pl-8", filter.expression && "font-mono")}
            aria-label={t("search")}
            aria-invalid={patternFault !== undefined || undefined}
            aria-describedby={patternFault === undefined ? undefined : "expression-fault"}
            placeholder={t("search")}
            value={filter.text}
            onChange={(event) => change({ text: event.target.value })}
            onKeyDown={(event) => {
              if (event.key !== "Escape") return;
              if (filter.text === "") event.currentTarget.blur();
              change({ text: "" });
            }}
          />
          <button
            type="button"
            aria-label={t("expression")}
            title={t("expression")}
            aria-pressed={filter.expression}
            onClick={() => change({ expression: !filter.expression })}
            className={classes(
              "absolute top-1 right-1 grid size-6 place-items-center rounded-sm",
              filter.expression ? "bg-accent-soft text-accent-text" : "text-faint hover:bg-hover hover:text-ink",
            )}
          >
            <Regex aria-hidden className="size-4" />
          </button>
        </search>
        <Button aria-expanded={open} onClick={() => setOpen(!open)}>
          <ListFilter aria-hidden />
          {t("filters")}
        </Button>
      </div>
      {patternFault === undefined ? null : (
        <p id="expression-fault" role="alert" className="text-xs text-danger">
          {t(patternFault)}
        </p>
      )}
      {open ? <FilterFields filter={filter} change={change} subscriptions={subscriptions} /> : null}
      {topicFault === undefined ? null : (
        <p id="topic-filter-fault" role="alert" className="text-xs text-danger">
          {tTopic(topicFault)}
        </p>
      )}
      {chips.length === 0 ? null : (
        <ul aria-label={t("filtersSet")} className="flex flex-wrap gap-1.5">
          {chips.map(({ key, label, without }) => (
            <li key={key}>
              <button
                type="button"
                aria-label={t("removeFilter", { label })}
                onClick={() => change(without)}
                className="inline-flex h-6 max-w-72 items-center gap-1 rounded-full border bg-sunken pr-1.5 pl-2.5 text-xs hover:bg-hover"
              >
                <span className="truncate">{label}</span>
                <X aria-hidden className="size-3.5 shrink-0 text-muted" />
              </button>
            </li>
          ))}
          {chips.length > 1 ? (
            <li>
              <Button variant="quiet" size="sm" className="h-6" onClick={() => onFilter(EVERYTHING)}>
                {t("clearFilters")}
              </Button>
            </li>
          ) : null}
        </ul>
      )}
    </div>
  );
}

interface Chip {
  readonly key: string;
  readonly label: string;
  readonly without: Partial<MessageFilter>;
}

function useChips(filter: MessageFilter, subscriptions: readonly SubscriptionState[]): readonly Chip[] {
  const t = useTranslations("messages");
  const { text, topic, direction, qos, retained, from, to, subscriptionId } = filter;
  const subscription = subscriptions.find(({ id }) => id === subscriptionId);
  const chips: Chip[] = [];
  if (text.trim() !== "") {
    chips.push({ key: "text", label: t("chip.text", { text: text.trim() }), without: { text: "" } });
  }
  if (topic.trim() !== "") {
    chips.push({ key: "topic", label: t("chip.topic", { topic: topic.trim() }), without: { topic: "" } });
  }
  if (subscriptionId !== undefined) {
    const name = subscription?.alias || subscription?.filter || "?";
    chips.push({
      key: "subscription",
      label: t("chip.subscription", { name }),
      without: { subscriptionId: undefined },
    });
  }
  if (direction !== undefined) {
    chips.push({ key: "direction", label: t(direction), without: { direction: undefined } });
  }
  if (qos !== undefined) chips.push({ key: "qos", label: `QoS ${qos}`, without: { qos: undefined } });
  if (retained !== undefined) {
    chips.push({ key: "retained", label: t(retained ? "retained" : "notRetained"), without: { retained: undefined } });
  }
  if (from !== undefined) {
    chips.push({
      key: "from",
      label: t("chip.from", { time: clockTime(from).slice(0, 8) }),
      without: { from: undefined },
    });
  }
  if (to !== undefined) {
    chips.push({ key: "to", label: t("chip.to", { time: clockTime(to).slice(0, 8) }), without: { to: undefined } });
  }
  return chips;
}

interface FilterFieldsProps {
  readonly filter: MessageFilter;
  readonly change: (part: Partial<MessageFilter>) => void;
  readonly subscriptions: readonly SubscriptionState[];
}

function FilterFields({ filter, change, subscriptions }: FilterFieldsProps) {
  const t = useTranslations("messages");
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] gap-x-3 gap-y-2 rounded-md bg-sunken p-3">
      <Labelled label={t("topicFilter")} className="col-span-full">
        {(id) => (
          <Input
            id={id}
            className="font-mono"
            value={filter.topic}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            placeholder="sensor/+/temperature"
            onChange={(event) => change({ topic: event.target.value })}
          />
        )}
      </Labelled>
      <Labelled label={t("directionFilter")}>
        {(id) => (
          <Select
            id={id}
            value={filter.direction ?? ""}
            onChange={({ target: { value } }) =>
              change({ direction: value === "received" || value === "sent" ? value : undefined })
            }
          >
            <option value="">{t("any")}</option>
            <option value="received">{t("received")}</option>
            <option value="sent">{t("sent")}</option>
          </Select>
        )}
      </Labelled>
      <Labelled label="QoS">
        {(id) => (
          <Select
            id={id}
            value={filter.qos ?? ""}
            onChange={({ target: { value } }) => change({ qos: value === "" ? undefined : (Number(value) as QoS) })}
          >
            <option value="">{t("any")}</option>
            <option value={0}>QoS 0</option>
            <option value={1}>QoS 1</option>
            <option value={2}>QoS 2</option>
          </Select>
        )}
      </Labelled>
      <Labelled label={t("retainedFilter")}>
        {(id) => (
          <Select
            id={id}
            value={filter.retained === undefined ? "" : String(filter.retained)}
            onChange={({ target: { value } }) => change({ retained: value === "" ? undefined : value === "true" })}
          >
            <option value="">{t("any")}</option>
            <option value="true">{t("retained")}</option>
            <option value="false">{t("notRetained")}</option>
          </Select>
        )}
      </Labelled>
      <Labelled label={t("subscriptionFilter")}>
        {(id) => (
          <Select
            id={id}
            value={filter.subscriptionId ?? ""}
            onChange={({ target: { value } }) => change({ subscriptionId: value === "" ? undefined : Number(value) })}
          >
            <option value="">{t("any")}</option>
            {subscriptions.map(({ id: subscriptionId, filter: topicFilter, alias }) => (
              <option key={subscriptionId} value={subscriptionId}>
                {alias || topicFilter}
              </option>
            ))}
          </Select>
        )}
      </Labelled>
      <Labelled label={t("fromFilter")}>
        {(id) => <TimeInput id={id} at={filter.from} onAt={(from) => change({ from })} />}
      </Labelled>
      <Labelled label={t("toFilter")}>
        {(id) => (
          // The whole second that is named.
          <TimeInput id={id} at={filter.to} onAt={(to) => change({ to: to === undefined ? undefined : to + 999 })} />
        )}
      </Labelled>
    </div>
  );
}

function Labelled(props: {
  readonly label: string;
  readonly className?: string;
  readonly children: (id: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className={classes("flex min-w-0 flex-col gap-1", props.className)}>
      <label htmlFor={id} className="text-xs font-medium text-muted">
        {props.label}
      </label>
      {props.children(id)}
    </div>
  );
}

/** A moment in the person's own time zone, to the second. */
function TimeInput(props: {
  readonly id: string;
  readonly at: number | undefined;
  readonly onAt: (at: number | undefined) => void;
}) {
  const { id, at, onAt } = props;
  return (
    <Input
      id={id}
      type="datetime-local"
      step={1}
      className="px-1.5 text-xs"
      value={at === undefined ? "" : localTime(at)}
      onChange={({ target: { value } }) => {
        const chosen = new Date(value).getTime();
        onAt(Number.isNaN(chosen) ? undefined : chosen);
      }}
    />
  );
}

/** As the field wants it: the clock's time without its zone. */
function localTime(at: number): string {
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
