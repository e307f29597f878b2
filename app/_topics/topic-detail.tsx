"use client";

import { ArrowLeft, Pin, RadioTower, X } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Badge } from "../_ui/badge.tsx";
import { Button } from "../_ui/button.tsx";
import { CopyButton } from "../_ui/copy-button.tsx";
import { Segments } from "../_ui/segments.tsx";
import { HISTORY_ENTRIES_MAX } from "./history.ts";
import { HistoryList } from "./history-list.tsx";
import { HistoryTimeline } from "./history-timeline.tsx";
import { type JsonPath, samePath } from "./json-number.ts";
import { MessageFacts } from "./message-facts.tsx";
import type { Shelf } from "./shelf.ts";
import { TopicActions } from "./topic-actions.tsx";
import { TopicPayload } from "./topic-payload.tsx";
import type { TopicsSession } from "./topics-session.ts";
import { CHARTS_MAX, ValueCharts } from "./value-charts.tsx";

interface TopicDetailProps {
  readonly tenantSlug: string;
  readonly session: TopicsSession;
  readonly topic: string;
  readonly below: boolean;
  readonly shelf: Shelf;
  readonly mayPublish: boolean;
  readonly mayClear: boolean;
  readonly onBelow: (below: boolean) => void;
  readonly onShelf: (kind: keyof Shelf, path: string) => void;
  readonly onClose: () => void;
}

/** The selected topic or branch: its value, what it was before, its numbers over time, and what can be done with it. */
export function TopicDetail(props: TopicDetailProps) {
  const { tenantSlug, session, topic, below, shelf, mayPublish, mayClear, onBelow, onShelf, onClose } = props;
  const t = useTranslations("topics.detail");
  const format = useFormatter();
  const { model } = session;
  const { seen, oneIn, history, open } = model.messages;
  const { entries } = history;
  /** The key of the entry that is looked at; undefined: the newest, whichever that is. */
  const [wanted, setWanted] = useState<number>();
  const [charted, setCharted] = useState<readonly JsonPath[]>([]);

  // On a phone the topic takes the place of the tree, and the focus with it.
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const button = back.current;
    if (button !== null && button.offsetParent !== null) button.focus();
  }, []);

  const newest = entries.findLastIndex(({ kind }) => kind === "message");
  const found = wanted === undefined ? -1 : entries.findIndex(({ key }) => key === wanted);
  const at = found === -1 ? newest : found;
  // On a gap one sees what was before it.
  const shownAt = entries.findLastIndex(({ kind }, index) => kind === "message" && index <= at);
  const shown = entries[shownAt];
  const message = shown?.kind === "message" ? shown : undefined;
  const previous = entries.findLast(
    (entry, index) => index < shownAt && entry.kind === "message" && entry.topic === message?.topic,
  );
  const node = model.nodeAt(topic);
  const branch = (node?.values?.children ?? 0) > 0;
  const go = (index: number) => setWanted(index >= entries.length - 1 ? undefined : entries[index]?.key);
  const toggleChart = (path: JsonPath) =>
    setCharted((before) =>
      before.some((each) => samePath(each, path))
        ? before.filter((each) => !samePath(each, path))
        : [...before, path].slice(-CHARTS_MAX),
    );
  const later = wanted === undefined ? 0 : entries.slice(at + 1).filter(({ kind }) => kind === "message").length;

  return (
    <section aria-label={t("title")} className="flex min-h-0 flex-col" data-testid="topic-detail">
      <div className="flex flex-col gap-2.5 border-b px-4 py-3">
        <div className="flex items-start gap-2">
          <Button
            ref={back}
            variant="quiet"
            size="iconSm"
            className="-ml-1.5 lg:hidden"
            aria-label={t("back")}
            onClick={onClose}
          >
            <ArrowLeft aria-hidden />
          </Button>
          <h2 className="flex min-w-0 flex-1 flex-wrap items-center gap-x-1.5 font-mono text-sm leading-7 font-medium break-all">
            {topic === "" ? <span className="font-sans text-muted italic">{t("emptyLevel")}</span> : topic}
            {below ? <span className="text-muted">/#</span> : null}
            <CopyButton text={below ? `${topic}/#` : topic} label={t("copyTopic")} />
            {node?.values?.retained ? (
              <Badge tone="accent" className="font-sans">
                <Pin aria-hidden />
                {t("retained")}
              </Badge>
            ) : null}
          </h2>
          <Button variant="quiet" size="iconSm" className="hidden lg:grid" aria-label={t("close")} onClick={onClose}>
            <X aria-hidden />
          </Button>
        </div>
        <div className="flex flex-wrap items-center justify-between gap-2">
          <TopicActions
            tenantSlug={tenantSlug}
            topic={topic}
            below={below}
            branch={branch}
            message={message}
            entries={entries}
            pinned={shelf.pinned.includes(topic)}
            mayPublish={mayPublish}
            mayClear={mayClear}
            onPin={() => onShelf("pinned", topic)}
            onIgnore={() => onShelf("ignored", topic)}
          />
          {branch || below ? (
            <Segments
              label={t("which")}
              value={below ? "below" : "topic"}
              onChange={(value) => onBelow(value === "below")}
              options={[
                { value: "topic", label: t("thisTopic") },
                { value: "below", label: t("allBelow") },
              ]}
            />
          ) : null}
        </div>
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-4">
        {message === undefined ? (
          <div className="flex flex-col items-center gap-2 py-10 text-center">
            <RadioTower aria-hidden className="size-5 text-faint" />
            <p className="text-sm font-medium">{t(open ? "waiting" : "opening")}</p>
            {open ? (
              <p className="max-w-sm text-sm text-muted">{t(branch && !below ? "waitingBranch" : "waitingText")}</p>
            ) : null}
          </div>
        ) : (
          <>
            <MessageFacts tenantSlug={tenantSlug} message={message} withTopic={message.topic !== topic} />
            <TopicPayload
              session={session}
              message={message}
              previous={previous?.kind === "message" ? previous : undefined}
              onNumber={toggleChart}
            />
            <ValueCharts entries={entries} message={message} charted={charted} onToggle={toggleChart} />
            <div className="flex flex-col gap-2">
              <div className="flex flex-wrap items-baseline justify-between gap-x-3 gap-y-1">
                <h3 className="text-sm font-medium">{t("history")}</h3>
                <p className="text-xs text-muted tabular-nums" data-testid="history-count">
                  {t(open ? "heard" : "opening", { count: seen })}
                  {oneIn > 1 ? (
                    <Badge tone="warn" className="ml-2">
                      {t("oneIn", { k: format.number(oneIn) })}
                    </Badge>
                  ) : null}
                  {history.dropped > 0 ? ` · ${t("kept", { count: HISTORY_ENTRIES_MAX })}` : null}
                </p>
              </div>
              {entries.length > 1 ? <HistoryTimeline entries={entries} at={Math.max(0, at)} onGo={go} /> : null}
              {wanted === undefined || found === -1 ? null : (
                <Button size="sm" className="self-start" onClick={() => setWanted(undefined)}>
                  {t("newest", { count: later })}
                </Button>
              )}
              <HistoryList
                entries={entries}
                current={message.key}
                withTopic={entries.some((entry) => entry.kind === "message" && entry.topic !== topic)}
                onGo={go}
              />
            </div>
          </>
        )}
      </div>
    </section>
  );
}
