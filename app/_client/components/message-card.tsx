"use client";

import { Eraser, Pause, Play, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { DEFAULT_LIMITS } from "#core/limits.ts";
import { validateTopicFilter } from "#core/topic.ts";
import { Button } from "../../_ui/button.tsx";
import { Card, CardHeader } from "../../_ui/card.tsx";
import { classes } from "../../_ui/classes.ts";
import { Input } from "../../_ui/input.tsx";
import { EVERYTHING } from "../message-filter.ts";
import type { ClientCommand, ClientState } from "../protocol.ts";
import { MessageDetailPane } from "./message-detail-pane.tsx";
import { MessageList } from "./message-list.tsx";
import type { Draft } from "./publish-card.tsx";
import { TrafficLine } from "./traffic-line.tsx";

/** Shortest time between two spoken summaries of what arrived, in milliseconds. */
const SUMMARY_MS = 5_000;

interface MessageCardProps {
  readonly state: ClientState;
  readonly topicFilter: string;
  readonly onTopicFilter: (filter: string) => void;
  readonly onPublishAgain: (draft: Draft) => void;
  readonly send: (command: ClientCommand) => void;
  readonly className?: string;
}

/** What arrived and what was sent: searched, paused, cleared, and one message in full. */
export function MessageCard(props: MessageCardProps) {
  const { state, topicFilter, onTopicFilter, onPublishAgain, send, className } = props;
  const t = useTranslations("client.messages");
  const tTopic = useTranslations("client.topicFault");
  const [text, setText] = useState("");
  const [inspected, setInspected] = useState<number>();
  const { list, traffic, detail } = state;

  const fault = topicFilter === "" ? undefined : validateTopicFilter(topicFilter, DEFAULT_LIMITS);
  useEffect(() => {
    send({ type: "filter", filter: { ...EVERYTHING, text, topic: topicFilter } });
  }, [text, topicFilter, send]);

  function inspect(seq: number | undefined) {
    setInspected(seq);
    send({ type: "inspect", seq });
  }

  const filtered = text.trim() !== "" || topicFilter.trim() !== "";
  return (
    <Card
      aria-labelledby="messages-title"
      className={classes("flex flex-col lg:sticky lg:top-16 lg:h-[calc(100dvh-14.5rem)] lg:min-h-[32rem]", className)}
    >
      <CardHeader
        id="messages-title"
        title={t("title")}
        actions={
          <div className="flex gap-2">
            <Button size="sm" aria-pressed={list.paused} onClick={() => send({ type: "pause", paused: !list.paused })}>
              {list.paused ? <Play aria-hidden /> : <Pause aria-hidden />}
              {list.paused ? t("resume", { count: list.waiting }) : t("pause")}
            </Button>
            <Button
              size="sm"
              disabled={traffic.stored === 0}
              onClick={() => {
                setInspected(undefined);
                send({ type: "clear" });
              }}
            >
              <Eraser aria-hidden />
              {t("clear")}
            </Button>
          </div>
        }
      />
      <div className="flex flex-col gap-2 border-b px-4 py-2.5">
        <div className="grid gap-2 sm:grid-cols-2">
          <span className="relative">
            <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-faint" />
            <Input
              type="search"
              className="pl-8"
              aria-label={t("search")}
              placeholder={t("search")}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </span>
          <Input
            className="font-mono"
            aria-label={t("topicFilter")}
            aria-invalid={fault !== undefined || undefined}
            aria-describedby={fault === undefined ? undefined : "topic-filter-fault"}
            placeholder={t("topicFilter")}
            value={topicFilter}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            onChange={(event) => onTopicFilter(event.target.value)}
          />
        </div>
        {fault === undefined ? null : (
          <p id="topic-filter-fault" className="text-xs text-danger">
            {tTopic(fault)}
          </p>
        )}
        <TrafficLine traffic={traffic} shown={filtered ? list.end - list.first : undefined} scanning={list.scanning} />
      </div>
      <MessageList
        // Another filter is another list: it starts at its newest message.
        key={`${text}\n${topicFilter}`}
        list={list}
        selected={inspected}
        onSelect={inspect}
        send={send}
        empty={
          filtered && traffic.stored > 0
            ? t("noMatch")
            : state.connection.status !== "online"
              ? t("emptyOffline")
              : state.subscriptions.length === 0
                ? t("emptyNoSubscription")
                : t("emptyOnline", { filter: state.subscriptions[0]?.filter ?? "" })
        }
      />
      {inspected === undefined || detail === undefined || detail.row.seq !== inspected ? null : (
        <MessageDetailPane detail={detail} onClose={() => inspect(undefined)} onPublishAgain={onPublishAgain} />
      )}
      <ArrivalSummary received={traffic.received} />
    </Card>
  );
}

/** Tells a screen reader how many messages came, now and then, instead of reading each. */
function ArrivalSummary({ received }: { readonly received: number }) {
  const t = useTranslations("client.messages");
  const [told, setTold] = useState({ total: 0, fresh: 0 });
  const latest = useRef(received);
  latest.current = received;
  useEffect(() => {
    const timer = setInterval(() => {
      setTold((before) =>
        latest.current === before.total
          ? before
          : { total: latest.current, fresh: Math.max(0, latest.current - before.total) },
      );
    }, SUMMARY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <p role="status" className="sr-only">
      {told.fresh === 0 ? "" : t("summary", { count: told.fresh })}
    </p>
  );
}
