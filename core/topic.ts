import type { Limits } from "./limits.ts";
import { utf8Length } from "./mqtt/utf8.ts";

/** Topic names and topic filters (4.7): what is valid, what matches, what lies within what. No allocation when matching. */

/** What makes a name or filter invalid. */
export type TopicFault =
  | "empty"
  | "nullCharacter"
  | "wildcardInName"
  | "hashNotLast"
  | "hashNotAlone"
  | "plusNotAlone"
  | "shareNameInvalid"
  | "shareFilterMissing"
  | "tooLong"
  | "tooManyLevels"
  | "surrogate";

/** A fault and where it is: an offset in UTF-16 units, for an editor's caret. */
export interface TopicFaultAt {
  readonly fault: TopicFault;
  readonly position: number;
}

export type TopicLimits = Pick<Limits, "topicLevelsMax" | "topicBytesMax">;

const PLUS = 0x2b;
const HASH = 0x23;
const SLASH = 0x2f;
const DOLLAR = 0x24;

/** Tells what is wrong with a topic name; undefined when nothing is. */
export function validateTopicName(text: string, limits: TopicLimits): TopicFault | undefined {
  if (text === "") return "empty"; // [MQTT-4.7.3-1]
  let levels = 1;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === SLASH) levels++;
    else if (unit === PLUS || unit === HASH)
      return "wildcardInName"; // [MQTT-4.7.1-1] [MQTT-4.7.0-1]
    else if (unit === 0) return "nullCharacter"; // [MQTT-4.7.3-2]
  }
  return exceeded(text, levels, limits);
}

/** Tells what is wrong with a topic filter, `$share/group/filter` included; undefined when nothing is. */
export function validateTopicFilter(text: string, limits: TopicLimits): TopicFault | undefined {
  return findFilterFault(text, limits)?.fault;
}

/** As validateTopicFilter, with the place of the fault. */
export function findFilterFault(text: string, limits: TopicLimits): TopicFaultAt | undefined {
  let start = 0;
  if (text.startsWith(SHARE_PREFIX)) {
    const slash = text.indexOf("/", SHARE_PREFIX.length);
    const nameEnd = slash === -1 ? text.length : slash;
    for (let i = SHARE_PREFIX.length; i < nameEnd; i++) {
      const unit = text.charCodeAt(i);
      if (unit === PLUS || unit === HASH) return { fault: "shareNameInvalid", position: i }; // [MQTT-4.8.2-2]
      if (unit === 0) return { fault: "nullCharacter", position: i }; // [MQTT-4.7.3-2]
    }
    if (nameEnd === SHARE_PREFIX.length) return { fault: "shareNameInvalid", position: nameEnd }; // [MQTT-4.8.2-1]
    if (slash === -1 || slash + 1 === text.length) return { fault: "shareFilterMissing", position: text.length }; // [MQTT-4.8.2-2]
    start = slash + 1;
  }
  if (start === text.length) return { fault: "empty", position: 0 }; // [MQTT-4.7.3-1]
  let levels = 1;
  let levelStart = start;
  for (let i = start; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === SLASH) {
      levels++;
      levelStart = i + 1;
    } else if (unit === HASH) {
      if (i !== levelStart) return { fault: "hashNotAlone", position: i }; // [MQTT-4.7.1-1] [MQTT-4.7.1-2]
      if (i + 1 !== text.length) return { fault: "hashNotLast", position: i }; // [MQTT-4.7.1-1] [MQTT-4.7.1-2]
    } else if (unit === PLUS) {
      if (i !== levelStart) return { fault: "plusNotAlone", position: i }; // [MQTT-4.7.1-2] [MQTT-4.7.1-3]
      if (i + 1 < text.length && text.charCodeAt(i + 1) !== SLASH) return { fault: "plusNotAlone", position: i }; // [MQTT-4.7.1-2] [MQTT-4.7.1-3]
    } else if (unit === 0) return { fault: "nullCharacter", position: i }; // [MQTT-4.7.3-2]
  }
  const fault = exceeded(text, levels, limits);
  return fault === undefined ? undefined : { fault, position: text.length };
}

function exceeded(text: string, levels: number, limits: TopicLimits): TopicFault | undefined {
  if (levels > limits.topicLevelsMax) return "tooManyLevels";
  // A UTF-16 unit takes at most three bytes, so most texts need no counting.
  if (text.length * 3 > limits.topicBytesMax && utf8Length(text) > limits.topicBytesMax) return "tooLong"; // [MQTT-4.7.3-3]
  if (!text.isWellFormed()) return "surrogate"; // [MQTT-1.5.4-1]
  return undefined;
}

const SHARE_PREFIX = "$share/";

export interface SharedFilter {
  readonly group: string;
  readonly filter: string;
}

/**
 * Takes `$share/group/filter` apart.
 * @returns null for an ordinary filter; "invalid" when the share name or the filter behind it is missing, or the name
 *   holds a wildcard [MQTT-4.8.2-1] [MQTT-4.8.2-2]. The filter itself is not checked: that is validateTopicFilter's.
 */
export function parseSharedFilter(text: string): SharedFilter | "invalid" | null {
  if (!text.startsWith(SHARE_PREFIX)) return null;
  const slash = text.indexOf("/", SHARE_PREFIX.length);
  if (slash === -1 || slash === SHARE_PREFIX.length || slash + 1 === text.length) return "invalid";
  const group = text.slice(SHARE_PREFIX.length, slash);
  if (group.includes("+") || group.includes("#")) return "invalid";
  return { group, filter: text.slice(slash + 1) };
}

/** Does the filter match the topic name? Both valid; compared unit by unit, nothing normalised [MQTT-4.7.3-4]. */
export function filterMatches(filter: string, topic: string): boolean {
  const filterLength = filter.length;
  const topicLength = topic.length;
  if (topic.charCodeAt(0) === DOLLAR) {
    const first = filter.charCodeAt(0);
    if (first === PLUS || first === HASH) return false; // [MQTT-4.7.2-1]
  }
  let f = 0;
  let t = 0;
  while (f < filterLength) {
    const unit = filter.charCodeAt(f);
    if (unit === HASH) return true;
    if (unit === PLUS) {
      while (t < topicLength && topic.charCodeAt(t) !== SLASH) t++;
      f++;
      continue;
    }
    // `a/#` matches `a` too: the topic ends where the filter has only `/#` left.
    if (t === topicLength) return unit === SLASH && f + 2 === filterLength && filter.charCodeAt(f + 1) === HASH;
    if (unit !== topic.charCodeAt(t)) return false;
    f++;
    t++;
  }
  return t === topicLength;
}

/**
 * The levels of a filter, with what the empty topic's absence means written out: `#` matches no topic that `+/#` does
 * not, nor `/#` one that `/+/#` does not, since there is no topic without a character [MQTT-4.7.3-1].
 */
export function filterLevels(filter: string): readonly string[] {
  if (filter === "#") return ["+", "#"];
  if (filter === "/#") return ["", "+", "#"];
  return filter.split("/");
}

/**
 * Does every topic that `inner` matches also match `outer`? Exact, not an approximation: `+` stands for infinitely many
 * levels, so only a wildcard covers it.
 */
export function filterCovers(outer: string, inner: string): boolean {
  return levelsCover(filterLevels(outer), filterLevels(inner));
}

/** As `filterCovers`, of what `filterLevels` told: for whoever asks often. */
export function levelsCover(outer: readonly string[], inner: readonly string[]): boolean {
  // The `$` rule [MQTT-4.7.2-1]: a wildcard in front reaches no topic beginning with `$`.
  if (isWildcard(outer[0]) && inner[0]?.charCodeAt(0) === DOLLAR) return false;
  for (let i = 0; i < outer.length; i++) {
    const level = outer[i];
    if (level === "#") return true;
    const other = inner[i];
    if (other === undefined || other === "#") return false;
    if (level !== "+" && level !== other) return false;
  }
  return inner.length === outer.length;
}

/** Is there a topic that both filters match? */
export function filtersOverlap(a: string, b: string): boolean {
  return levelsOverlap(filterLevels(a), filterLevels(b));
}

/** As `filtersOverlap`, of what `filterLevels` told. */
export function levelsOverlap(left: readonly string[], right: readonly string[]): boolean {
  // [MQTT-4.7.2-1]
  if (isWildcard(left[0]) && right[0]?.charCodeAt(0) === DOLLAR) return false;
  if (isWildcard(right[0]) && left[0]?.charCodeAt(0) === DOLLAR) return false;
  for (let i = 0; ; i++) {
    const one = left[i];
    const two = right[i];
    if (one === "#" || two === "#") return true;
    if (one === undefined || two === undefined) return one === two;
    if (one !== "+" && two !== "+" && one !== two) return false;
  }
}

function isWildcard(level: string | undefined): boolean {
  return level === "+" || level === "#";
}
