import type { TopicPath, TopicsList, TopicsWindow } from "#core/live-topics.ts";
import { Branch } from "./topic-branch.ts";

/** A line of the tree: a place among a node's children, and the node that stands there, once it was told. */
export interface LayoutRow {
  readonly under: TopicPath;
  /** Among the children of `under`, from 0. */
  readonly place: number;
  /** How many children `under` has, those that are ignored not counted. */
  readonly siblings: number;
  /** Among those, from 1. */
  readonly position: number;
  /** 1 for the children of the root. */
  readonly level: number;
  readonly id: number | undefined;
}

/** A child that takes no line (it is ignored) or more than one (it is expanded). */
interface Odd {
  readonly place: number;
  readonly lines: number;
  readonly branch: Branch | undefined;
}

/** Windows are asked for in steps of so many rows, so that one does not ask anew for every row that is scrolled. */
const WINDOW_STEP = 25;

/**
 * The tree as flat lines over lists of which only parts are known: the broker orders the children, the page knows how
 * many there are and what stands in the windows that it asked for. A node with a hundred thousand children costs what
 * is seen of it; to expand one is to know their number.
 *
 * Which line is which is worked out from the few children of a node that do not take exactly one line.
 */
export class TopicLayout {
  readonly #pathOf: (id: number) => string | undefined;
  readonly #idOf: (path: string) => number | undefined;
  readonly #root: Branch = new Branch(null, 0);
  /**
   * By path: an order told anew brings the node back with what was open below it. One that was closed is kept with its
   * places, for it may be open again before the broker has heard of it, and then nothing is told anew.
   */
  readonly #branches = new Map<string, Branch>();
  #ignored: ReadonlySet<string> = new Set();
  /** Worked out when asked for, forgotten when anything changes. */
  #odd = new Map<Branch, readonly Odd[]>();
  #lines = new Map<Branch, number>();

  constructor(pathOf: (id: number) => string | undefined, idOf: (path: string) => number | undefined) {
    this.#pathOf = pathOf;
    this.#idOf = idOf;
  }

  get rows(): number {
    return this.#linesOf(this.#root);
  }

  isExpanded(path: string): boolean {
    return this.#branches.get(path)?.open === true;
  }

  /** The children of a node that were told, in no order. */
  known(under: TopicPath): readonly number[] {
    const branch = under === null ? this.#root : this.#branches.get(under);
    return branch === undefined ? [] : [...branch.ids.values()];
  }

  /** @param children how many there are; 0 while that is not known */
  expand(path: string, children: number): void {
    const closed = this.#branches.get(path);
    if (closed?.open) return;
    const branch = closed ?? new Branch(path, children);
    this.#branches.set(path, branch);
    branch.open = true;
    if (children > 0) {
      branch.counted = children;
      branch.resize(children);
    }
    this.#changed();
  }

  /** What is open below it stays open, for when it is expanded again. */
  collapse(path: string): void {
    const branch = this.#branches.get(path);
    if (branch === undefined || !branch.open) return;
    branch.open = false;
    this.#changed();
  }

  setIgnored(paths: ReadonlySet<string>): void {
    this.#ignored = paths;
    this.#changed();
  }

  /**
   * Takes what the broker tells of a node's children.
   * @param held while rows keep their places, what is new is counted and not told: there is no line for it yet
   */
  take({ under, from, total, ids }: Pick<TopicsList, "under" | "from" | "total" | "ids">, held = false): void {
    const branch = under === null ? this.#root : this.#branches.get(under);
    if (branch === undefined) return;
    // Without their places, open nodes would close.
    branch.prune((id) => {
      const path = this.#pathOf(id);
      return path !== undefined && (this.isExpanded(path) || this.#ignored.has(path));
    });
    for (const [index, id] of ids.entries()) branch.put(from + index, id);
    branch.counted = total;
    branch.resize(held && branch.total > 0 ? Math.min(total, branch.total) : total);
    this.#changed();
  }

  /** Whether a line, in sight or not, is known to be this node's. */
  has(id: number): boolean {
    return this.#root.places.has(id) || [...this.#branches.values()].some(({ places }) => places.has(id));
  }

  /** The number of a node's children changed. */
  resize(path: string, children: number, held = false): void {
    const branch = this.#branches.get(path);
    if (branch === undefined) return;
    branch.counted = children;
    if (branch.total === children || (held && branch.total > 0 && branch.total < children)) return;
    branch.resize(children);
    this.#changed();
  }

  /** Children of open nodes that are counted and have no line while rows keep their places. */
  get waiting(): number {
    return [this.#root, ...this.#branches.values()].reduce(
      (sum, { open, counted, total }) => sum + (open ? counted - total : 0),
      0,
    );
  }

  /** Rows may move again: lines for all that was counted meanwhile. */
  release(): void {
    for (const branch of [this.#root, ...this.#branches.values()]) branch.resize(branch.counted);
    this.#changed();
  }

  /** Nodes that are no more. */
  drop(ids: readonly number[]): void {
    for (const branch of [this.#root, ...this.#branches.values()]) for (const id of ids) branch.drop(id);
    this.#changed();
  }

  /** Forgets all that was told, not what is expanded. */
  forget(): void {
    for (const branch of [this.#root, ...this.#branches.values()]) branch.forget();
    this.#changed();
  }

  row(index: number): LayoutRow | undefined {
    let branch = this.#root;
    let rest = index;
    if (rest < 0 || rest >= this.rows) return undefined;
    for (let level = 1; ; level++) {
      const found: { readonly place: number } | { readonly into: Branch; readonly rest: number } = this.#find(
        branch,
        rest,
      );
      if ("place" in found) return this.#line(branch, found.place, level);
      branch = found.into;
      rest = found.rest;
    }
  }

  /** The line on which a node stands; undefined where that is not known, or it is below something collapsed. */
  indexOf(path: string): number | undefined {
    const levels = path.split("/");
    let branch = this.#root;
    let index = -1;
    for (let length = 1; length <= levels.length; length++) {
      const upTo = levels.slice(0, length).join("/");
      const id = this.#idOf(upTo);
      const place = id === undefined ? undefined : branch.places.get(id);
      if (place === undefined || this.#ignored.has(upTo)) return undefined;
      index += 1 + this.#linesBefore(branch, place);
      if (length === levels.length) return index;
      const next = this.#branches.get(upTo);
      if (!next?.open) return undefined;
      branch = next;
    }
    return undefined;
  }

  /** What must be known so that these lines can be drawn. */
  windows(first: number, last: number): TopicsWindow[] {
    const spans = new Map<TopicPath, { least: number; most: number }>();
    spans.set(null, { least: 0, most: 0 });
    const seen = (under: TopicPath, place: number) => {
      const span = spans.get(under);
      if (span === undefined) spans.set(under, { least: place, most: place });
      else {
        span.least = Math.min(span.least, place);
        span.most = Math.max(span.most, place);
      }
    };
    const top = this.row(Math.max(0, first));
    if (top !== undefined) spans.delete(null);
    for (let index = Math.max(0, first); index <= last; index++) {
      const row = this.row(index);
      if (row === undefined) break;
      seen(row.under, row.place);
      const path = row.id === undefined ? undefined : this.#pathOf(row.id);
      // Expanded, and nobody has said yet with what.
      const below = path === undefined ? undefined : this.#branches.get(path);
      if (path !== undefined && below?.open && below.total === 0) seen(path, 0);
    }
    return [...spans].map(([under, { least, most }]) => {
      const from = least - (least % WINDOW_STEP);
      return { under, from, rows: Math.ceil((most + 1 - from) / WINDOW_STEP) * WINDOW_STEP };
    });
  }

  #line(branch: Branch, place: number, level: number): LayoutRow {
    const ignored = this.#oddOf(branch).filter((odd) => odd.lines === 0);
    const before = ignored.filter((odd) => odd.place < place).length;
    return {
      under: branch.path,
      place,
      siblings: branch.total - ignored.length,
      position: place + 1 - before,
      level,
      id: branch.ids.get(place),
    };
  }

  /** Which child the line below a node falls on, or into what is open below that child. */
  #find(branch: Branch, line: number): { readonly place: number } | { readonly into: Branch; readonly rest: number } {
    let rest = line;
    let place = 0;
    for (const odd of this.#oddOf(branch)) {
      const plain = odd.place - place;
      if (rest < plain) return { place: place + rest };
      rest -= plain;
      if (odd.branch !== undefined && rest < odd.lines) {
        return rest === 0 ? { place: odd.place } : { into: odd.branch, rest: rest - 1 };
      }
      rest -= odd.lines;
      place = odd.place + 1;
    }
    return { place: place + rest };
  }

  #linesBefore(branch: Branch, place: number): number {
    let lines = place;
    for (const odd of this.#oddOf(branch)) {
      if (odd.place >= place) break;
      lines += odd.lines - 1;
    }
    return lines;
  }

  #linesOf(branch: Branch): number {
    const known = this.#lines.get(branch);
    if (known !== undefined) return known;
    const lines = this.#oddOf(branch).reduce((sum, odd) => sum + odd.lines - 1, branch.total);
    this.#lines.set(branch, lines);
    return lines;
  }

  #oddOf(branch: Branch): readonly Odd[] {
    const known = this.#odd.get(branch);
    if (known !== undefined) return known;
    const odd: Odd[] = [];
    for (const [place, id] of branch.ids) {
      const path = this.#pathOf(id);
      if (path === undefined) continue;
      if (this.#ignored.has(path)) odd.push({ place, lines: 0, branch: undefined });
      else {
        const below = this.#branches.get(path);
        if (below?.open) odd.push({ place, lines: 1 + this.#linesOf(below), branch: below });
      }
    }
    odd.sort((a, b) => a.place - b.place);
    this.#odd.set(branch, odd);
    return odd;
  }

  #changed(): void {
    this.#odd = new Map();
    this.#lines = new Map();
  }
}
