"use client";

import { ChevronRight, Eraser, Pause, Pin, Play } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import type { PublishedEvent } from "#core/control.ts";
import { previewPayload } from "../_client/decode-payload.ts";
import { Badge } from "../_ui/badge.tsx";
import { bytesOfBase64 } from "../_ui/base64.ts";
import { Button } from "../_ui/button.tsx";
import { classes } from "../_ui/classes.ts";
import { ClockTime } from "../_ui/clock-time.tsx";
import { useHotkey } from "../_ui/hotkey.ts";
import { PayloadView } from "../_ui/payload-view.tsx";
import { Segments } from "../_ui/segments.tsx";
import type { TopicMessages } from "./messages-state.ts";
import { useDeviceMessages } from "./use-device-messages.ts";

/** What the device publishes now: the newest of each topic, or all as they come. */
export function DeviceMessages({ deviceId }: { readonly deviceId: string }) {
  const t = useTranslations("devices.messages");
  const [paused, setPaused] = useState(false);
  const [shown, setShown] = useState<"topics" | "tail">("topics");
  const { topics, tail, count, waiting, clear } = useDeviceMessages(deviceId, paused);
  const pause = () => setPaused(!paused);
  useHotkey("p", pause, t(paused ? "go" : "pause"));
  return (
    <section aria-labelledby="messages" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div className="min-w-0">
          <h2 id="messages" className="text-base font-semibold">
            {t("title")}
          </h2>
          <p className="max-w-prose text-sm text-muted">{t("text")}</p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <Segments
            label={t("shown")}
            value={shown}
            onChange={setShown}
            options={[
              { value: "topics", label: t("byTopic") },
              { value: "tail", label: t("asTheyCome") },
            ]}
          />
          <Button size="sm" aria-pressed={paused} onClick={pause}>
            {paused ? <Play aria-hidden /> : <Pause aria-hidden />}
            {t(paused ? "go" : "pause")}
          </Button>
          <Button size="sm" variant="quiet" disabled={count === 0} onClick={clear}>
            <Eraser aria-hidden />
            {t("clear")}
          </Button>
        </div>
      </div>
      <p role="status" className="text-xs text-muted tabular-nums">
        {paused ? t("waiting", { count: waiting }) : t("count", { count, topics: topics.size })}
      </p>
      {count === 0 ? (
        <p className="rounded-lg border border-dashed border-line-control/60 px-4 py-10 text-center text-sm text-muted">
          {t("none")}
        </p>
      ) : (
        <ul className="overflow-hidden rounded-lg border bg-surface shadow-card">
          {shown === "topics"
            ? [...topics.values()]
                .toSorted((one, other) => (one.topic < other.topic ? -1 : 1))
                .map((each) => <TopicRow key={each.topic} messages={each} />)
            : tail.map((event) => <MessageRow key={`${event.seq} ${event.at}`} event={event} withTopic />)}
        </ul>
      )}
    </section>
  );
}

/** A topic with its newest message; opened, the ones before it too. */
function TopicRow({ messages: { topic, count, messages } }: { readonly messages: TopicMessages }) {
  const t = useTranslations("devices.messages");
  const [open, setOpen] = useState(false);
  const [newest] = messages;
  if (newest === undefined) return null;
  return (
    <li className="border-b last:border-b-0">
      <RowButton open={open} onToggle={() => setOpen(!open)}>
        <code className="min-w-0 flex-1 basis-48 truncate font-mono text-xs font-medium">{topic}</code>
        <Preview event={newest} />
        <Badge>{t("messages", { count })}</Badge>
        <Facts event={newest} />
      </RowButton>
      {open ? (
        <ul aria-label={t("newestOf", { topic })} className="border-t bg-sunken/50 pl-6">
          {messages.map((event, index) => (
            <MessageRow key={`${event.seq} ${event.at}`} event={event} openAtFirst={index === 0} />
          ))}
        </ul>
      ) : null}
    </li>
  );
}

function MessageRow({
  event,
  withTopic = false,
  openAtFirst = false,
}: {
  readonly event: PublishedEvent;
  readonly withTopic?: boolean;
  readonly openAtFirst?: boolean;
}) {
  const t = useTranslations("devices.messages");
  const [open, setOpen] = useState(openAtFirst);
  return (
    <li className="border-b last:border-b-0">
      <RowButton open={open} onToggle={() => setOpen(!open)}>
        {withTopic ? (
          <code className="min-w-0 flex-1 basis-48 truncate font-mono text-xs font-medium">{event.topic}</code>
        ) : null}
        <Preview event={event} />
        <Facts event={event} />
      </RowButton>
      {open ? (
        <div className="flex flex-col gap-2 px-4 pb-3">
          <PayloadView bytes={bytesOfBase64(event.payloadBase64)} bytesTotal={event.payloadBytes} />
          <p className="text-xs text-muted">
            {t("facts", { qos: event.qos, bytes: event.payloadBytes, receivers: event.receivers })}
          </p>
        </div>
      ) : null}
    </li>
  );
}

function RowButton({
  open,
  onToggle,
  children,
}: {
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-expanded={open}
      onClick={onToggle}
      className="flex min-h-10 w-full flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5 text-left hover:bg-hover/50 focus-visible:-outline-offset-2"
    >
      <ChevronRight
        aria-hidden
        className={classes("size-4 shrink-0 text-faint transition-transform", open && "rotate-90")}
      />
      {children}
    </button>
  );
}

function Preview({ event }: { readonly event: PublishedEvent }) {
  const t = useTranslations("devices.messages");
  return (
    <span className="min-w-0 flex-1 basis-40 truncate font-mono text-xs text-muted">
      {event.payloadBytes === 0 ? t("empty") : previewPayload(bytesOfBase64(event.payloadBase64)).preview}
    </span>
  );
}

function Facts({ event }: { readonly event: PublishedEvent }) {
  const t = useTranslations("devices.messages");
  const format = useFormatter();
  return (
    <span className="flex shrink-0 items-center gap-2 text-xs text-muted tabular-nums">
      {event.retain ? <Pin role="img" aria-label={t("retained")} className="size-3.5" /> : null}
      <span>QoS {format.number(event.qos)}</span>
      <ClockTime at={event.at} />
    </span>
  );
}
