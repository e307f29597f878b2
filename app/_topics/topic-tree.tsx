"use client";

import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from "react";
import type { TopicsSort } from "#core/live-topics.ts";
import { useAge, useRate } from "./amounts.ts";
import { TopicRow } from "./topic-row.tsx";
import type { KnownTopic } from "./topics-model.ts";
import type { TopicsSession } from "./topics-session.ts";
import { TreeHead } from "./tree-head.tsx";
import { treeMove } from "./tree-keys.ts";
import type { TreeLines } from "./tree-lines.ts";
import { useAnchoredRow } from "./use-anchored-row.ts";
import { useWide } from "./use-wide.ts";

/** Every row is equally high, so that the place of any of 200 000 is a multiplication. In pixels. */
const ROW_WIDE = 30;
const ROW_NARROW = 46;
const OVERSCAN = 10;
/** Rows drawn before the window has been measured. */
const FIRST_ROWS = 30;

interface TopicTreeProps {
  readonly label: string;
  readonly session: TopicsSession;
  readonly lines: TreeLines;
  /** The names are whole topics: lines do not open. */
  readonly whole: boolean;
  readonly selected: string | undefined;
  readonly pinned: readonly string[];
  readonly onOpen: (topic: KnownTopic) => void;
  readonly onSort: (sort: TopicsSort) => void;
  /** Told which topic the keyboard is at, for the keys of the page. */
  readonly onActive: (path: string | undefined) => void;
}

/**
 * A treegrid of which only the rows in sight are in the document. A row that is pointed at or has the focus does not
 * move: what grows above it is scrolled away, and an order that changes by itself is kept meanwhile.
 */
export function TopicTree(props: TopicTreeProps) {
  const { label, session, lines, whole, selected, pinned, onOpen, onSort, onActive } = props;
  const { model } = session;
  const rowHeight = useWide() ? ROW_WIDE : ROW_NARROW;
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ first: 0, last: FIRST_ROWS });
  const [active, setActive] = useState<{ readonly index: number; readonly path: string | undefined }>({
    index: 0,
    path: undefined,
  });
  const [over, setOver] = useState<string>();
  const [focused, setFocused] = useState(false);
  const age = useAge();
  const rate = useRate();

  const topicAt = (index: number) => {
    const id = lines.row(index)?.id;
    return id === undefined ? undefined : model.node(id);
  };
  const rows = lines.rows;
  const found = active.path === undefined ? undefined : lines.indexOf(active.path);
  const activeIndex = Math.max(0, Math.min(rows - 1, found ?? active.index));

  const measure = () => {
    const element = scroller.current;
    if (element === null) return;
    const first = Math.max(0, Math.floor(element.scrollTop / rowHeight) - OVERSCAN);
    const last = Math.ceil((element.scrollTop + element.clientHeight) / rowHeight) + OVERSCAN;
    setRange((before) => (before.first === first && before.last === last ? before : { first, last }));
    if (!whole) session.setRange(first, last);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again when the rows are of another height
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [rowHeight, whole]);

  // By name, what is new comes between; by rate and time all change places, and nothing could be aimed at.
  const hold = (over !== undefined || focused) && session.sort !== "name";
  useEffect(() => session.setHold(hold), [session, hold]);
  useEffect(() => () => session.setHold(false), [session]);

  const anchor = over ?? (focused ? active.path : undefined);
  const index = anchor === undefined ? undefined : lines.indexOf(anchor);
  const room = useAnchoredRow({ scroller, body, path: anchor, index, rows, rowHeight });

  /** The row that shall have the focus once it is drawn. */
  const wanted = useRef<number>(undefined);
  const go = (index: number) => {
    const element = scroller.current;
    if (element === null) return;
    wanted.current = index;
    const path = topicAt(index)?.path;
    setActive({ index, path });
    onActive(path);
    const head = element.firstElementChild?.clientHeight ?? 0;
    if (index * rowHeight < element.scrollTop) element.scrollTop = index * rowHeight;
    else if ((index + 1) * rowHeight + head > element.scrollTop + element.clientHeight) {
      element.scrollTop = (index + 1) * rowHeight + head - element.clientHeight;
    }
    measure();
  };
  useEffect(() => {
    if (wanted.current === undefined) return;
    const row = body.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"]`);
    if (row == null) return;
    wanted.current = undefined;
    row.focus({ preventScroll: true });
  });

  const toggle = (topic: KnownTopic) => {
    if (model.layout.isExpanded(topic.path)) session.collapse(topic.path);
    else session.expand(topic.path);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = lines.row(activeIndex);
    const topic = topicAt(activeIndex);
    if (row === undefined) return;
    const branch = !whole && (topic?.values?.children ?? 0) > 0;
    const expanded = branch && topic !== undefined && model.layout.isExpanded(topic.path);
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const move = treeMove(event.key, { index: activeIndex, row, branch, expanded }, rows, page);
    if (move === undefined) return;
    event.preventDefault();
    if (move.kind === "go") go(move.index);
    else if (move.kind === "parent") go(lines.indexOf(row.under ?? "") ?? activeIndex);
    else if (move.kind === "expandSiblings" && !whole) session.expandAll(row.under);
    else if (topic !== undefined && move.kind === "open") onOpen(topic);
    else if (topic !== undefined && (move.kind === "expand" || move.kind === "collapse")) toggle(topic);
  };
  const indexOfEvent = (event: { readonly target: EventTarget }) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-row]") : null;
    return row === null ? undefined : Number(row.dataset.row);
  };
  const onClick = (event: MouseEvent) => {
    const index = indexOfEvent(event);
    const topic = index === undefined ? undefined : topicAt(index);
    if (index === undefined || topic === undefined) return;
    go(index);
    // A level that is only a way to others opens; the chevron closes it again.
    if (!whole && topic.values?.value === null && topic.values.children > 0) session.expand(topic.path);
    onOpen(topic);
  };

  const shown: number[] = [];
  for (let index = range.first; index <= Math.min(range.last, rows - 1); index++) shown.push(index);
  if (rows > 0 && !shown.includes(activeIndex)) shown.push(activeIndex);
  const now = session.brokerNowMs();
  // A rate that nobody measures any more is none.
  const fresh = session.line.status === "live";

  return (
    <div
      ref={scroller}
      role="treegrid"
      aria-label={label}
      aria-rowcount={rows + 1}
      tabIndex={-1}
      className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto overscroll-contain [overflow-anchor:none]"
      onScroll={measure}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onFocus={(event) => {
        const index = indexOfEvent(event);
        setFocused(index !== undefined);
        if (index === undefined) return;
        const path = topicAt(index)?.path;
        setActive({ index, path });
        onActive(path);
      }}
      onBlur={(event) => setFocused(event.currentTarget.contains(event.relatedTarget))}
      onPointerOver={(event) => {
        if (event.pointerType !== "mouse") return;
        const index = indexOfEvent(event);
        setOver(index === undefined ? undefined : topicAt(index)?.path);
      }}
      onPointerLeave={() => setOver(undefined)}
    >
      <TreeHead whole={whole} sort={session.sort} onSort={onSort} />
      {/* biome-ignore lint/a11y/useSemanticElements: a virtual treegrid has no table */}
      <div ref={body} role="rowgroup" className="relative" style={{ height: rows * rowHeight + room }}>
        {shown.map((index) => {
          const row = lines.row(index);
          if (row === undefined) return null;
          const topic = topicAt(index);
          const values = topic?.values;
          return (
            <TopicRow
              key={row.id ?? `${row.under} ${row.place}`}
              topic={topic}
              whole={whole}
              index={index}
              top={index * rowHeight}
              height={rowHeight}
              level={row.level}
              position={row.position}
              siblings={row.siblings}
              expanded={!whole && topic !== undefined && model.layout.isExpanded(topic.path)}
              selected={topic !== undefined && topic.path === selected}
              active={index === activeIndex}
              pinned={topic !== undefined && pinned.includes(topic.path)}
              rate={values === undefined || !fresh ? "" : rate(values.rate)}
              age={values?.lastAtMs == null ? "" : age(now - values.lastAtMs)}
              onToggle={toggle}
            />
          );
        })}
      </div>
    </div>
  );
}
