import type { RuleLine } from "./acl.ts";

/** What became of a rule between two lists; positions begin with 1. */
export type RuleChange =
  | { readonly kind: "added"; readonly to: number; readonly after: RuleLine }
  | { readonly kind: "removed"; readonly from: number; readonly before: RuleLine }
  | { readonly kind: "moved"; readonly from: number; readonly to: number; readonly before: RuleLine }
  | {
      readonly kind: "changed";
      readonly from: number;
      readonly to: number;
      readonly before: RuleLine;
      readonly after: RuleLine;
    };

/** A rule as it was, or what became of it. */
export type RuleDifference =
  | { readonly kind: "kept"; readonly from: number; readonly to: number; readonly before: RuleLine }
  | RuleChange;

/**
 * Every rule of both lists, each once, in the order of the new list with what was removed at its old place. Rules that
 * kept their order among each other are `kept`, as many as can be; one that is the same elsewhere is `moved`; one that
 * is still about the same filter, or took another's place, is `changed`.
 */
export function diffRules(before: readonly RuleLine[], after: readonly RuleLine[]): RuleDifference[] {
  /** By index in `after`, the index in `before`. */
  const partners = new Map<number, number>();
  const kept = longestCommon(before, after);
  for (const [from, to] of kept) partners.set(to, from);
  const pairUp = (agree: (one: RuleLine, other: RuleLine, from: number, to: number) => boolean) => {
    const taken = new Set(partners.values());
    for (const [to, line] of after.entries()) {
      if (partners.has(to)) continue;
      const from = before.findIndex((former, index) => !taken.has(index) && agree(former, line, index, to));
      if (from === -1) continue;
      partners.set(to, from);
      taken.add(from);
    }
  };
  pairUp(sameRule);
  pairUp((one, other) => one.filter === other.filter && one.action === other.action);
  pairUp((one, other) => one.filter === other.filter);
  pairUp((_one, _other, from, to) => gapBefore(kept, from, to));

  const keptAt = new Set(kept.map(([, to]) => to));
  const differences = after.map((line, to): RuleDifference => {
    const from = partners.get(to);
    const former = from === undefined ? undefined : before[from];
    if (from === undefined || former === undefined) return { kind: "added", to: to + 1, after: line };
    const places = { from: from + 1, to: to + 1, before: former };
    if (keptAt.has(to)) return { kind: "kept", ...places };
    return sameRule(former, line) ? { kind: "moved", ...places } : { kind: "changed", ...places, after: line };
  });
  return withRemoved(differences, before, new Set(partners.values()));
}

/** Only what is not as it was. */
export function changesOf(differences: readonly RuleDifference[]): RuleChange[] {
  return differences.filter((one): one is RuleChange => one.kind !== "kept");
}

export function sameRule(one: RuleLine, other: RuleLine): boolean {
  return (
    one.filter === other.filter &&
    one.effect === other.effect &&
    one.action === other.action &&
    one.qosMax === other.qosMax &&
    one.retainAllowed === other.retainAllowed
  );
}

/** Pairs of indices of a longest common subsequence, rising in both. Lists have at most some hundred rules. */
function longestCommon(before: readonly RuleLine[], after: readonly RuleLine[]): [from: number, to: number][] {
  const width = after.length + 1;
  /** lengths[i × width + j]: of the longest between before[i…] and after[j…]. */
  const lengths = new Uint16Array((before.length + 1) * width);
  const lengthAt = (from: number, to: number) => lengths[from * width + to] ?? 0;
  for (let from = before.length - 1; from >= 0; from--) {
    for (let to = after.length - 1; to >= 0; to--) {
      lengths[from * width + to] = same(before[from], after[to])
        ? lengthAt(from + 1, to + 1) + 1
        : Math.max(lengthAt(from + 1, to), lengthAt(from, to + 1));
    }
  }
  const pairs: [number, number][] = [];
  let [from, to] = [0, 0];
  while (from < before.length && to < after.length) {
    if (same(before[from], after[to])) pairs.push([from++, to++]);
    else if (lengthAt(from + 1, to) >= lengthAt(from, to + 1)) from++;
    else to++;
  }
  return pairs;
}

function same(one: RuleLine | undefined, other: RuleLine | undefined): boolean {
  return one !== undefined && other !== undefined && sameRule(one, other);
}

/** Do both stand between the same two kept rules? */
function gapBefore(kept: readonly (readonly [number, number])[], from: number, to: number): boolean {
  const gapOfFrom = kept.filter(([keptFrom]) => keptFrom < from).length;
  const gapOfTo = kept.filter(([, keptTo]) => keptTo < to).length;
  return gapOfFrom === gapOfTo;
}

/** Puts each removed rule behind the one that it stood behind, or in front. */
function withRemoved(
  differences: readonly RuleDifference[],
  before: readonly RuleLine[],
  partnered: ReadonlySet<number>,
): RuleDifference[] {
  const all = [...differences];
  for (const [index, line] of before.entries()) {
    if (partnered.has(index)) continue;
    const predecessor = all.findIndex((one) => one.kind !== "added" && one.from === index);
    all.splice(predecessor + 1, 0, { kind: "removed", from: index + 1, before: line });
  }
  return all;
}
