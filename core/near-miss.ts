import { filterMatches } from "./topic.ts";
import type { NearMissKind } from "./trace.ts";

/** How a filter misses a topic by a little. */
export interface Miss {
  readonly kind: Exclude<NearMissKind, "denied">;
  /** 1 for the first level; 0 where no single one differs. */
  readonly level: number;
}

/** The likelier a slip of the hand, the lower. */
const DISTANCES: Readonly<Record<Miss["kind"], number>> = {
  slash: 0,
  case: 1,
  spelling: 2,
  tooShort: 3,
  tooLong: 4,
  level: 5,
};
/** Letters that a slip of the hand changes. */
const EDITS_MAX = 2;
/** Longer levels are not compared letter by letter. */
const SPELLING_CHARS_MAX = 32;

/**
 * What a filter that does not match the topic would need to: the first thing that would do. Undefined where more than
 * one thing is wrong.
 */
export function missOf(filter: string, topic: string): Miss | undefined {
  if (filterMatches(trimSlashes(filter), trimSlashes(topic))) return { kind: "slash", level: 0 };
  const wanted = filter.split("/");
  const given = topic.split("/");
  const open = wanted.at(-1) === "#";
  if (open) wanted.pop();
  let differing = -1;
  for (let i = 0; i < Math.min(wanted.length, given.length); i++) {
    if (wanted[i] === "+" || wanted[i] === given[i]) continue;
    // One level that differs is a slip; two are another topic.
    if (differing !== -1) return undefined;
    differing = i;
  }
  if (wanted.length < given.length && !open) return differing === -1 ? { kind: "tooShort", level: 0 } : undefined;
  if (wanted.length > given.length) {
    const isOneMore = wanted.length === given.length + 1 && differing === -1;
    return isOneMore ? { kind: "tooLong", level: wanted.length } : undefined;
  }
  const one = wanted[differing];
  const other = given[differing];
  if (one === undefined || other === undefined) return undefined;
  return { kind: kindOf(one, other), level: differing + 1 };
}

/** Negative when the first is the nearer. */
export function compareMisses(one: Miss, other: Miss): number {
  return DISTANCES[one.kind] - DISTANCES[other.kind];
}

function kindOf(wanted: string, given: string): "case" | "spelling" | "level" {
  if (wanted.toLowerCase() === given.toLowerCase()) return "case";
  return isSpeltAlike(wanted, given) ? "spelling" : "level";
}

/** Two numbers a digit apart are two things, not one misspelt. */
function isSpeltAlike(one: string, other: string): boolean {
  if (Math.max(one.length, other.length) > SPELLING_CHARS_MAX) return false;
  if (Math.abs(one.length - other.length) > EDITS_MAX) return false;
  if (one.replace(/\d/g, "") === other.replace(/\d/g, "")) return false;
  const edits = editDistance(one.toLowerCase(), other.toLowerCase());
  return edits <= EDITS_MAX && edits * 2 < Math.min(one.length, other.length);
}

/** Letters to be put in, taken out or changed (Levenshtein). */
function editDistance(one: string, other: string): number {
  let before = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const changed = (before[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      row.push(Math.min(changed, (before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    before = row;
  }
  return before[other.length] ?? 0;
}

function trimSlashes(text: string): string {
  return text.replace(/^\/|\/$/g, "");
}
