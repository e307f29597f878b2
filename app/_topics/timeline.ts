import type { HistoryEntry } from "./history.ts";

/** A stroke of the timeline: what came about then. */
export interface TimelineMark {
  readonly kind: HistoryEntry["kind"];
  /** 0 at the oldest entry, 1 at the newest. */
  readonly at: number;
}

/** Strokes drawn at most: a screen has not many more pixels. */
export const MARKS_MAX = 300;

/**
 * Where the entries lie in their time, those that fall on the same stroke drawn once; gaps before messages. What was
 * retained before anybody looked has no time, and stands at the beginning.
 */
export function timelineMarks(entries: readonly HistoryEntry[]): readonly TimelineMark[] {
  const times = entries.map(({ atMs }) => atMs).filter((atMs) => atMs !== null);
  const first = times[0] ?? 0;
  const span = (times.at(-1) ?? 0) - first;
  const strokes = new Map<number, TimelineMark>();
  for (const { kind, atMs } of entries) {
    const at = atMs === null ? 0 : span === 0 ? 1 : (atMs - first) / span;
    const stroke = Math.round(at * MARKS_MAX);
    if (kind === "gap" || !strokes.has(stroke)) strokes.set(stroke, { kind, at: stroke / MARKS_MAX });
  }
  return [...strokes.values()];
}
