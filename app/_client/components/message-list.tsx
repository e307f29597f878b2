"use client";

import { ArrowDown } from "lucide-react";
import { useTranslations } from "next-intl";
import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import type { ClientCommand, ListState } from "../protocol.ts";
import { MessageRowButton } from "./message-row-button.tsx";

/** Every row of a list is equally high, so that the place of any of 200 000 is a multiplication. In pixels. */
const ROW_WIDE = 36;
const ROW_NARROW = 60;
const WIDE = "(min-width: 48rem)";
/** Rows asked for beyond each edge of what is in sight. */
const OVERSCAN = 20;
/** Closer to the end than this, in pixels, counts as being there. */
const BOTTOM_SLACK = 12;

interface MessageListProps {
  readonly list: ListState;
  readonly selected: number | undefined;
  readonly onSelect: (seq: number) => void;
  readonly send: (command: ClientCommand) => void;
  /** What stands there while there is nothing. */
  readonly empty: ReactNode;
}

/**
 * A window on the worker's list: the page holds only the rows in sight. It sticks to the newest row until the person
 * scrolls up; then it stands still, says how many came since, and keeps its place when old rows are pushed out.
 */
export function MessageList({ list, selected, onSelect, send, empty }: MessageListProps) {
  const t = useTranslations("client.messages");
  const box = useRef<HTMLDivElement>(null);
  const [follow, setFollow] = useState(true);
  /** Where the list ended when the person left its end. */
  const [leftAt, setLeftAt] = useState(0);
  const wide = useWide();
  const rowHeight = wide ? ROW_WIDE : ROW_NARROW;
  const first = useRef(list.first);
  const count = list.end - list.first;

  const ask = useCallback(
    (follow: boolean) => {
      const { scrollTop, clientHeight } = box.current ?? { scrollTop: 0, clientHeight: 0 };
      const start = first.current + Math.floor(scrollTop / rowHeight) - OVERSCAN;
      const rows = Math.ceil(clientHeight / rowHeight) + 2 * OVERSCAN;
      send({ type: "window", window: { start, rows, follow } });
    },
    [send, rowHeight],
  );

  const latest = useRef({ list, selected });
  latest.current = { list, selected };

  // When the box changes its size (the first time is one) the window does; a list that follows goes on following,
  // unless the row that the person just opened would leave the sight for it.
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      const { list, selected } = latest.current;
      const at = list.rows.findIndex(({ seq }) => seq === selected);
      const selectedTop = (list.start + at - list.first) * rowHeight;
      const endTop = element.scrollHeight - element.clientHeight;
      const stay = at !== -1 && selectedTop >= element.scrollTop && selectedTop < endTop;
      if (follow && stay) {
        setFollow(false);
        setLeftAt(list.end);
      } else if (follow) {
        element.scrollTop = endTop;
      }
      ask(follow && !stay);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [ask, follow, rowHeight]);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const pushedOut = list.first - first.current;
    first.current = list.first;
    if (list.end === list.first) setFollow(true);
    else if (follow) element.scrollTop = element.scrollHeight;
    else if (pushedOut > 0) element.scrollTop -= pushedOut * rowHeight;
  }, [list, follow, rowHeight]);

  function onScroll() {
    const element = box.current;
    if (element === null) return;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < BOTTOM_SLACK;
    if (atEnd !== follow) {
      setFollow(atEnd);
      setLeftAt(list.end);
    }
    if (!atEnd) ask(false);
  }

  /** Arrow keys go from row to row. */
  function onKeyDown(event: KeyboardEvent) {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const here = list.rows.findIndex(({ seq }) => seq === selected);
    const next = list.rows[here === -1 ? list.rows.length - 1 : here + step];
    const element = box.current;
    if (next === undefined || element === null) return;
    onSelect(next.seq);
    const top = (list.start + list.rows.indexOf(next) - list.first) * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + rowHeight - element.clientHeight;
    }
    element.querySelector<HTMLElement>(`[data-seq="${next.seq}"]`)?.focus({ preventScroll: true });
  }

  const tabStop = list.rows.some(({ seq }) => seq === selected) ? selected : list.rows.at(-1)?.seq;
  const fresh = follow ? 0 : list.end - leftAt;
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={box}
        role="log"
        aria-live="off"
        aria-label={t("title")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
        className="relative h-96 overflow-y-auto outline-offset-[-2px] [overflow-anchor:none] lg:h-auto lg:flex-1"
      >
        {count === 0 ? (
          <p className="grid h-full place-items-center px-6 text-center text-sm text-pretty text-muted">
            <span className="max-w-sm">{empty}</span>
          </p>
        ) : (
          <div className="relative" style={{ height: count * rowHeight }}>
            {list.rows.map((row, i) => (
              <MessageRowButton
                key={row.seq}
                row={row}
                top={(list.start + i - list.first) * rowHeight}
                height={rowHeight}
                selected={row.seq === selected}
                tabStop={row.seq === tabStop}
                onSelect={onSelect}
              />
            ))}
          </div>
        )}
      </div>
      {fresh > 0 ? (
        <button
          type="button"
          onClick={() => setFollow(true)}
          className="absolute bottom-3 left-1/2 inline-flex h-8 -translate-x-1/2 items-center gap-1.5 rounded-full bg-accent px-3.5 text-sm font-medium text-accent-ink shadow-popup hover:bg-accent-hover"
        >
          <ArrowDown aria-hidden className="size-4" />
          {t("fresh", { count: fresh })}
        </button>
      ) : null}
    </div>
  );
}

function useWide(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = window.matchMedia(WIDE);
      query.addEventListener("change", changed);
      return () => query.removeEventListener("change", changed);
    },
    () => window.matchMedia(WIDE).matches,
    () => true,
  );
}
