"use client";

import { ArrowDown } from "lucide-react";
import { useTranslations } from "next-intl";
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { ListLook } from "../list-look.ts";
import type { ClientCommand, ListState } from "../protocol.ts";
import { between, isSelected, type Selection, toggled } from "../selection.ts";
import { MessageChatRow } from "./message-chat-row.tsx";
import { MessageLineRow } from "./message-line-row.tsx";
import type { MessageRowProps } from "./message-row.ts";
import { MessageTableRow, TABLE_COLUMNS } from "./message-table-row.tsx";

/** Every row of a list is equally high, so that the place of any of 200 000 is a multiplication. In pixels. */
const ROW_HEIGHT = { list: 36, listNarrow: 60, chat: 68, table: 32 } as const;
/** Width from which a line has room for everything, in pixels. */
const WIDE = 600;
/** Rows asked for beyond each edge of what is in sight. */
const OVERSCAN = 20;
/** Closer to the end than this, in pixels, counts as being there. */
const BOTTOM_SLACK = 12;

interface MessageListProps {
  readonly list: ListState;
  readonly look: ListLook;
  /** Of the message that is open. */
  readonly opened: number | undefined;
  /** Undefined closes what is open. */
  readonly onOpen: (seq: number | undefined) => void;
  readonly selection: Selection;
  readonly onSelection: (selection: Selection) => void;
  readonly onCopy: () => void;
  readonly send: (command: ClientCommand) => void;
  /** What stands there while there is nothing. */
  readonly empty: ReactNode;
}

/**
 * A window on the worker's list: the page holds only the rows in sight. It sticks to the newest row until the person
 * scrolls up; then it stands still, says how many came since, and keeps its place when old rows are pushed out.
 */
export function MessageList(props: MessageListProps) {
  const { list, look, opened, onOpen, selection, onSelection, onCopy, send, empty } = props;
  const t = useTranslations("messages");
  const box = useRef<HTMLDivElement>(null);
  const [follow, setFollow] = useState(true);
  /** Where the list ended when the person left its end. */
  const [leftAt, setLeftAt] = useState(0);
  const [wide, setWide] = useState(true);
  const rowHeight = ROW_HEIGHT[look === "list" && !wide ? "listNarrow" : look];
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
  // Nobody looks any more: the worker need not tell rows.
  useEffect(() => () => send({ type: "window", window: { start: 0, rows: 0, follow: true } }), [send]);

  const latest = useRef({ list, opened });
  latest.current = { list, opened };

  // When the box changes its size (the first time is one) the window does; a list that follows goes on following,
  // unless the row that the person just opened would leave the sight for it.
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      setWide(element.clientWidth >= WIDE);
      const { list, opened } = latest.current;
      const at = list.rows.findIndex(({ seq }) => seq === opened);
      const openedTop = (list.start + at - list.first) * rowHeight;
      const endTop = element.scrollHeight - element.clientHeight;
      const stay = at !== -1 && openedTop >= element.scrollTop && openedTop < endTop;
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

  useKeptPlace(box, rowHeight);
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

  /** The row from which Shift chooses. */
  const anchor = useRef<number>(undefined);
  const chosen = useRef(selection);
  chosen.current = selection;
  const onPick: MessageRowProps["onPick"] = useCallback(
    (ordinal, seq, { shiftKey, ctrlKey, metaKey }) => {
      if (shiftKey) {
        onSelection(between(anchor.current ?? ordinal, ordinal));
        return;
      }
      anchor.current = ordinal;
      if (ctrlKey || metaKey) onSelection(toggled(chosen.current, ordinal));
      else onOpen(seq);
    },
    [onOpen, onSelection],
  );

  /** Arrow keys go from row to row, with Shift they choose; Ctrl or ⌘ with A chooses all, with C copies; Escape lets go. */
  function onKeyDown(event: KeyboardEvent) {
    const withCommand = event.ctrlKey || event.metaKey;
    if (withCommand && event.key === "a") {
      event.preventDefault();
      onSelection([{ from: list.first, to: list.end }]);
    } else if (withCommand && event.key === "c" && selection.length > 0 && document.getSelection()?.isCollapsed) {
      event.preventDefault();
      onCopy();
    } else if (event.key === "Escape" && selection.length > 0) {
      event.stopPropagation();
      onSelection([]);
    } else if (event.key === "Escape" && opened !== undefined) {
      onOpen(undefined);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1, event.shiftKey);
    }
  }

  function step(by: 1 | -1, choose: boolean) {
    const element = box.current;
    if (element === null) return;
    const focused = Number(document.activeElement?.getAttribute("data-seq") ?? opened);
    const here = list.rows.findIndex(({ seq }) => seq === focused);
    const at = here === -1 ? list.rows.length - 1 : here + by;
    const next = list.rows[at];
    if (next === undefined) return;
    const ordinal = list.start + at;
    if (choose) {
      anchor.current ??= ordinal - by;
      onSelection(between(anchor.current, ordinal));
    } else {
      anchor.current = ordinal;
      onOpen(next.seq);
    }
    const top = (ordinal - list.first) * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + rowHeight - element.clientHeight;
    }
    element.querySelector<HTMLElement>(`[data-seq="${next.seq}"]`)?.focus({ preventScroll: true });
  }

  const asTable = look === "table" && count > 0;
  const tabStop = list.rows.some(({ seq }) => seq === opened) ? opened : list.rows.at(-1)?.seq;
  const fresh = follow ? 0 : list.end - leftAt;
  const Row = { list: MessageLineRow, chat: MessageChatRow, table: MessageTableRow }[look];
  const rows = list.rows.map((row, i) => (
    <Row
      key={row.seq}
      row={row}
      ordinal={list.start + i}
      index={list.start + i - list.first + 1}
      top={(list.start + i - list.first) * rowHeight}
      height={rowHeight}
      wide={wide}
      opened={row.seq === opened}
      chosen={isSelected(selection, list.start + i)}
      tabStop={row.seq === tabStop}
      onPick={onPick}
    />
  ));
  return (
    <div className="relative flex min-h-32 flex-1 flex-col">
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: of a grid, when it is one */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it has one of two roles */}
      <div
        ref={box}
        role={asTable ? "grid" : "log"}
        aria-live={asTable ? undefined : "off"}
        aria-multiselectable={asTable || undefined}
        aria-rowcount={asTable ? count + 1 : undefined}
        aria-label={t("title")}
        // A scrolling region must be reachable by keyboard.
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
        className="relative h-96 overflow-auto outline-offset-[-2px] [overflow-anchor:none] lg:h-auto lg:flex-1"
      >
        {count === 0 ? (
          <div className="grid h-full place-items-center px-6 text-center text-sm text-pretty text-muted">
            <div className="max-w-sm">{empty}</div>
          </div>
        ) : asTable ? (
          <div className="min-w-[36rem]" role="presentation">
            <TableHead />
            {/* biome-ignore lint/a11y/useSemanticElements: a <tbody> cannot be as high as 200 000 rows it does not hold */}
            <div role="rowgroup" className="relative" style={{ height: count * rowHeight }}>
              {rows}
            </div>
          </div>
        ) : (
          <div className="relative" style={{ height: count * rowHeight }}>
            {rows}
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

/** When rows get another height, the row at the top stays there. */
function useKeptPlace(box: RefObject<HTMLDivElement | null>, rowHeight: number): void {
  const before = useRef(rowHeight);
  useLayoutEffect(() => {
    if (box.current !== null) box.current.scrollTop *= rowHeight / before.current;
    before.current = rowHeight;
  }, [box, rowHeight]);
}

const COLUMNS = ["time", "direction", "topic", "qos", "retain", "size", "payload"] as const;

function TableHead() {
  const t = useTranslations("messages.columns");
  return (
    // biome-ignore lint/a11y/useSemanticElements: of a grid whose rows are laid out by their place
    <div role="rowgroup" className="sticky top-0 z-10 border-b bg-surface">
      {/* biome-ignore lint/a11y/useSemanticElements: likewise */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: there is nothing to do with it */}
      <div role="row" aria-rowindex={1} className={`${TABLE_COLUMNS} h-8 text-xs font-medium text-muted *:truncate`}>
        {COLUMNS.map((column) => (
          // biome-ignore lint/a11y/useSemanticElements: likewise
          // biome-ignore lint/a11y/useFocusableInteractive: likewise
          <div key={column} role="columnheader" className={column === "size" ? "text-right" : undefined}>
            {t(column)}
          </div>
        ))}
      </div>
    </div>
  );
}
