"use client";

import { Eraser, Pause, Play, X } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useCallback, useEffect, useRef, useState } from "react";
import { Button } from "../../_ui/button.tsx";
import { Card, CardHeader } from "../../_ui/card.tsx";
import { classes } from "../../_ui/classes.ts";
import { useHotkey } from "../../_ui/hotkey.ts";
import { Segments } from "../../_ui/segments.tsx";
import { LIST_LOOKS, useListLook } from "../list-look.ts";
import type { ExportFormat } from "../message-export.ts";
import { EVERYTHING, isEverything, type MessageFilter } from "../message-filter.ts";
import type { ClientCommand, ClientState, MessageDetail } from "../protocol.ts";
import { NOTHING, type Selection, selectedCount } from "../selection.ts";
import { useExport } from "../use-export.ts";
import { ExportLine, ExportMenu } from "./export-menu.tsx";
import { MessageDetailPane } from "./message-detail-pane.tsx";
import { MessageFilterBar } from "./message-filter-bar.tsx";
import { MessageList } from "./message-list.tsx";
import { TrafficLine } from "./traffic-line.tsx";

/** Shortest time between two spoken summaries of what arrived, in milliseconds. */
const SUMMARY_MS = 5_000;

interface MessageCardProps {
  readonly state: ClientState;
  readonly filter: MessageFilter;
  readonly onFilter: (filter: MessageFilter) => void;
  readonly onPublishAgain: (detail: MessageDetail) => void;
  readonly send: (command: ClientCommand) => void;
  readonly className?: string;
}

/** What arrived and what was sent: looked at in one of three ways, filtered, paused, exported; one message in full. */
export function MessageCard({ state, filter, onFilter, onPublishAgain, send, className }: MessageCardProps) {
  const t = useTranslations("messages");
  const [look, setLook] = useListLook();
  const [opened, setOpened] = useState<number>();
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const card = useRef<HTMLElement>(null);
  const { list, traffic, detail, exporting } = state;
  const { outcome, progress, save, copy, cancel } = useExport(exporting, send);

  const open = useCallback(
    (seq: number | undefined) => {
      setOpened(seq);
      send({ type: "inspect", seq });
    },
    [send],
  );
  // Whoever comes back to this connection finds nothing open, and the worker shall know it.
  useEffect(() => () => send({ type: "inspect", seq: undefined }), [send]);

  function clear() {
    setOpened(undefined);
    setSelection(NOTHING);
    send({ type: "clear" });
  }
  const pause = () => send({ type: "pause", paused: !list.paused });
  useHotkey("p", pause, t(list.paused ? "resumeKey" : "pause"));
  useHotkey("alt-l", clear, t("clear"));

  // Other rows stand at the chosen places now.
  const [chosenUnder, setChosenUnder] = useState(filter);
  if (chosenUnder !== filter) {
    setChosenUnder(filter);
    setSelection(NOTHING);
  }
  const chosen = selectedCount(selection, list);
  const listed = list.end - list.first;
  const wanted = chosen > 0 ? selection : ("all" as const);
  const filtered = !isEverything(filter);
  const decodeAs = state.subscriptions.find(({ id }) => id === detail?.row.subscriptionId)?.decodeAs;
  return (
    <Card
      ref={card}
      aria-labelledby="messages-title"
      className={classes(
        "flex min-w-0 flex-col lg:sticky lg:top-16 lg:h-[calc(100dvh-14.5rem)] lg:min-h-[32rem]",
        className,
      )}
    >
      <CardHeader
        id="messages-title"
        title={t("title")}
        actions={
          <div className="flex flex-wrap gap-2">
            <Segments
              label={t("look")}
              value={look}
              onChange={setLook}
              options={LIST_LOOKS.map((value) => ({ value, label: t(`looks.${value}`) }))}
            />
            <Button size="sm" aria-pressed={list.paused} onClick={pause}>
              {list.paused ? <Play aria-hidden /> : <Pause aria-hidden />}
              {list.paused ? t("resume", { count: list.waiting }) : t("pause")}
            </Button>
            <ExportMenu
              count={chosen > 0 ? chosen : listed}
              chosen={chosen > 0}
              onSave={(format: ExportFormat) => save(format, wanted)}
              onCopy={() => copy(wanted, chosen > 0 ? chosen : listed)}
            />
            <Button size="sm" disabled={traffic.stored === 0} onClick={clear}>
              <Eraser aria-hidden />
              {t("clear")}
            </Button>
          </div>
        }
      />
      <div className="flex flex-col gap-2 border-b px-4 py-2.5">
        <MessageFilterBar filter={filter} onFilter={onFilter} subscriptions={state.subscriptions} fault={list.fault} />
        <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
          <TrafficLine traffic={traffic} shown={filtered ? listed : undefined} scanning={list.scanning} />
          <ExportLine progress={progress} outcome={outcome} onCancel={cancel} />
          {chosen === 0 ? null : (
            <span className="flex items-center gap-1 text-xs font-medium text-accent-text">
              {t("chosen", { count: chosen })}
              <Button
                variant="quiet"
                size="iconSm"
                aria-label={t("chooseNothing")}
                onClick={() => setSelection(NOTHING)}
              >
                <X aria-hidden />
              </Button>
            </span>
          )}
        </div>
      </div>
      <MessageList
        // Another filter is another list: it starts at its newest message.
        key={JSON.stringify(filter)}
        list={list}
        look={look}
        opened={opened}
        onOpen={open}
        selection={selection}
        onSelection={setSelection}
        onCopy={() => copy(selection, chosen)}
        send={send}
        empty={
          filtered && traffic.stored > 0 ? (
            <NoMatch stored={traffic.stored} scanning={list.scanning} onClear={() => onFilter(EVERYTHING)} />
          ) : state.connection.status !== "online" ? (
            t("emptyOffline")
          ) : state.subscriptions.length === 0 ? (
            t("emptyNoSubscription")
          ) : (
            t("emptyOnline", { filter: state.subscriptions[0]?.filter ?? "" })
          )
        }
      />
      {opened === undefined || detail === undefined || detail.row.seq !== opened ? null : (
        <MessageDetailPane
          detail={detail}
          decodeAs={decodeAs}
          onClose={() => {
            open(undefined);
            // Whoever came by keyboard goes on from the row.
            card.current?.querySelector<HTMLElement>(`[data-seq="${opened}"]`)?.focus({ preventScroll: true });
          }}
          onPublishAgain={onPublishAgain}
        />
      )}
      <ArrivalSummary received={traffic.received} />
    </Card>
  );
}

function NoMatch(props: { readonly stored: number; readonly scanning: boolean; readonly onClear: () => void }) {
  const { stored, scanning, onClear } = props;
  const t = useTranslations("messages");
  const format = useFormatter();
  return (
    <div className="flex flex-col items-center gap-3">
      <p>{scanning ? t("searching") : t("noMatch", { count: format.number(stored) })}</p>
      <Button size="sm" onClick={onClear}>
        {t("clearFilters")}
      </Button>
    </div>
  );
}

/** Tells a screen reader how many messages came, now and then, instead of reading each. */
function ArrivalSummary({ received }: { readonly received: number }) {
  const t = useTranslations("messages");
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
