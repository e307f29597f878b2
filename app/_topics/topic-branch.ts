import type { TopicPath } from "#core/live-topics.ts";

/** Places remembered of one node. What lies far from the window is told again when it comes into sight. */
const PLACES_MAX = 5_000;

/** What an expanded node shows below itself: how many children there are, and which stand where, as far as was told. */
export class Branch {
  readonly path: TopicPath;
  open = true;
  /** Lines that it has. */
  total: number;
  /** Children that it has: more, while rows keep their places and something is new. */
  counted: number;
  /** Node ids by place, and places by node id. */
  readonly ids = new Map<number, number>();
  readonly places = new Map<number, number>();

  constructor(path: TopicPath, total: number) {
    this.path = path;
    this.total = total;
    this.counted = total;
  }

  /** A node stands in one place, and a place holds one node. */
  put(place: number, id: number): void {
    const before = this.ids.get(place);
    if (before !== undefined && this.places.get(before) === place) this.places.delete(before);
    const elsewhere = this.places.get(id);
    if (elsewhere !== undefined && elsewhere !== place) this.ids.delete(elsewhere);
    this.ids.set(place, id);
    this.places.set(id, place);
  }

  drop(id: number): void {
    const place = this.places.get(id);
    if (place === undefined) return;
    this.places.delete(id);
    this.ids.delete(place);
  }

  resize(total: number): void {
    const shrinks = total < this.total;
    this.total = total;
    if (!shrinks) return;
    for (const [place, id] of this.ids) if (place >= total) this.drop(id);
  }

  forget(): void {
    this.total = 0;
    this.counted = 0;
    this.ids.clear();
    this.places.clear();
  }

  /** When there are too many, only those that matter out of sight too are kept. */
  prune(matters: (id: number) => boolean): void {
    if (this.ids.size <= PLACES_MAX) return;
    for (const id of [...this.places.keys()]) if (!matters(id)) this.drop(id);
  }
}
