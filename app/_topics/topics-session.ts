import type {
  TopicPath,
  TopicsFrame,
  TopicsSearch,
  TopicsSelection,
  TopicsSort,
  TopicsView,
} from "#core/live-topics.ts";
import { EMPTY_SHELF, type Shelf } from "./shelf.ts";
import { TopicsModel } from "./topics-model.ts";
import { type TopicsLine, TopicsStream } from "./topics-stream.ts";

/** The page is drawn anew no more often than this, whatever comes. */
const DRAW_EVERY_MS = 100;
/** Ages grow by the second. */
const TICK_MS = 1_000;
/** Lines asked for before they are seen: the page is not empty while it is drawn for the first time. */
const FIRST_ROWS = 40;

/**
 * The page's state outside React: what the broker told, what the page asks for, and the stream between them. The shape
 * is that of React's external stores; a version counts up, at most ten times a second, and what is drawn reads the model.
 */
export class TopicsSession {
  readonly model = new TopicsModel();
  line: TopicsLine = { status: "connecting" };
  /** When the broker was heard last. */
  heardAtMs: number | undefined;
  /** The broker took the last view for too much. */
  viewRefused = false;
  #stream: TopicsStream;
  #version = 0;
  readonly #listeners = new Set<() => void>();
  #drawTimer: ReturnType<typeof setTimeout> | undefined;
  #drawnAtMs = 0;
  #ticker: ReturnType<typeof setInterval> | undefined;
  #first = 0;
  #last = FIRST_ROWS;
  #hold = false;
  #sort: TopicsSort = "name";
  #selection: TopicsSelection | null = null;
  #search: TopicsSearch | null = null;
  #shelf: Shelf = EMPTY_SHELF;
  #searchAsked = "null";
  /** The question that was sent last. */
  #asked = "";
  /** What is shown when one goes on: a frame or two. */
  #whilePaused: TopicsFrame[] = [];
  /** Messages of the tree when the page was paused. */
  #pausedAt: number | undefined;

  constructor(tenantSlug: string) {
    this.#stream = new TopicsStream(tenantSlug, () => this.#ask(), {
      onViewer: () => this.model.beginAnew(),
      onFrame: (frame) => {
        this.heardAtMs = Date.now();
        this.#take(frame, this.heardAtMs);
        this.#drawSoon();
      },
      onLine: (line) => {
        this.line = line;
        this.#draw();
      },
      onViewRefused: () => {
        this.viewRefused = true;
        this.#draw();
      },
    });
  }

  /** Opens the stream; the returned function closes it. */
  start(): () => void {
    this.#stream.start();
    this.#ticker = setInterval(() => {
      if (document.visibilityState === "visible") this.#drawSoon();
    }, TICK_MS);
    return () => {
      clearInterval(this.#ticker);
      clearTimeout(this.#drawTimer);
      this.#drawTimer = undefined;
      this.#stream.stop();
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly version = (): number => this.#version;

  get paused(): boolean {
    return this.#pausedAt !== undefined;
  }

  /** Messages that came while the page was paused. */
  get waiting(): number {
    return this.#pausedAt === undefined ? 0 : Math.max(0, (this.model.tree?.messages ?? 0) - this.#pausedAt);
  }

  get sort(): TopicsSort {
    return this.#sort;
  }

  /** Rows keep their order. */
  get held(): boolean {
    return this.#hold;
  }

  /** The broker has not been asked yet: what was found answers another question. */
  get searchPending(): boolean {
    return JSON.stringify(this.#search) !== this.#searchAsked;
  }

  /** The broker's time now, by which ages are counted. */
  brokerNowMs(): number {
    return Date.now() + this.model.clockAheadMs;
  }

  readonly retryNow = (): void => this.#stream.retryNow();

  setPaused(paused: boolean): void {
    if (paused === this.paused) return;
    this.#pausedAt = paused ? (this.model.tree?.messages ?? 0) : undefined;
    if (!paused) {
      for (const frame of this.#whilePaused) this.#take(frame, Date.now());
      this.#whilePaused = [];
      this.model.resumed();
    }
    this.#change();
  }

  #take(frame: TopicsFrame, nowMs: number): void {
    if (this.paused) {
      // On its way when the broker was told; it tells no more until one goes on.
      if (!isCountOnly(frame)) this.#whilePaused.push(frame);
      this.model.tree = frame.tree;
      return;
    }
    this.model.take(frame, nowMs, this.#hold);
    // What was asked for may have grown, shrunk or moved.
    this.#look();
  }

  /** The lines that are in sight. */
  setRange(first: number, last: number): void {
    if (first === this.#first && last === this.#last) return;
    this.#first = first;
    this.#last = last;
    this.#look();
  }

  /** While somebody points at a row, none moves. */
  setHold(hold: boolean): void {
    if (hold === this.#hold) return;
    this.#hold = hold;
    if (!hold) this.model.release();
    this.#change();
  }

  setSort(sort: TopicsSort): void {
    if (sort === this.#sort) return;
    this.#sort = sort;
    this.#change();
  }

  setSearch(search: TopicsSearch | undefined): void {
    const next = search ?? null;
    if (JSON.stringify(next) === JSON.stringify(this.#search)) return;
    this.#search = next;
    this.#change();
  }

  setShelf(shelf: Shelf): void {
    this.#shelf = shelf;
    this.model.layout.setIgnored(new Set(shelf.ignored));
    if (this.#selection?.kind === "subtree") {
      this.#selection = { ...this.#selection, ignored: shelf.ignored };
      this.model.select(this.#selection);
    }
    this.#change();
  }

  /** @param below all below it as well */
  select(topic: string | undefined, below: boolean): void {
    const next: TopicsSelection | null =
      topic === undefined
        ? null
        : below
          ? { kind: "subtree", under: topic, ignored: this.#shelf.ignored }
          : { kind: "topic", topic };
    if (JSON.stringify(next) === JSON.stringify(this.#selection)) return;
    this.#selection = next;
    this.model.select(next);
    if (topic !== undefined) this.#reveal(topic);
    this.#change();
  }

  /** Opens the way to a topic. */
  #reveal(topic: string): void {
    for (let at = topic.indexOf("/"); at !== -1; at = topic.indexOf("/", at + 1)) {
      const path = topic.slice(0, at);
      this.model.layout.expand(path, this.model.nodeAt(path)?.values?.children ?? 0);
    }
  }

  expand(path: string): void {
    this.model.layout.expand(path, this.model.nodeAt(path)?.values?.children ?? 0);
    this.#change();
  }

  collapse(path: string): void {
    this.model.collapse(path);
    this.#change();
  }

  /** Opens every branch below this one, those that are told later as well. */
  expandAll(under: TopicPath): void {
    this.model.expandAll(under);
    this.#change();
  }

  /** Fetches the whole payload of a message of which only the start was told. */
  async complete(key: number, seq: number): Promise<boolean> {
    const payload = await this.#stream.payloadOf(seq);
    if (payload === undefined) return false;
    this.model.messages.history.complete(key, payload);
    this.#draw();
    return true;
  }

  #change(): void {
    this.viewRefused = false;
    this.#look();
    this.#draw();
  }

  /** Sends the view where it is another than was sent. */
  #look(): void {
    if (questionOf(this.#view()) !== this.#asked) this.#stream.look();
  }

  /** The view as it is sent: from now on the broker answers to it. */
  #ask(): TopicsView {
    if (this.searchPending) {
      this.#searchAsked = JSON.stringify(this.#search);
      this.model.forgetSearch();
    }
    this.model.asked();
    const view = this.#view();
    this.#asked = questionOf(view);
    return view;
  }

  #view(): TopicsView {
    return {
      sort: this.#sort,
      hold: this.#hold,
      windows: this.model.layout.windows(this.#first, this.#last),
      pinned: this.#shelf.pinned,
      selection: this.#selection,
      after: this.model.messages.after,
      search: this.#search,
      paused: this.paused,
    };
  }

  #drawSoon(): void {
    if (this.#drawTimer !== undefined) return;
    const wait = Math.max(0, DRAW_EVERY_MS - (Date.now() - this.#drawnAtMs));
    this.#drawTimer = setTimeout(() => this.#draw(), wait);
  }

  #draw(): void {
    clearTimeout(this.#drawTimer);
    this.#drawTimer = undefined;
    this.#drawnAtMs = Date.now();
    this.#version++;
    for (const listener of this.#listeners) listener();
  }
}

/** A view but for what changes with every message. */
function questionOf(view: TopicsView): string {
  return JSON.stringify({ ...view, after: null });
}

/** Tells how many there are, and nothing of them. */
function isCountOnly({ nodes, values, lists, gone, raw }: TopicsFrame): boolean {
  return (nodes ?? values ?? lists ?? gone) === undefined && (raw === undefined || raw.messages.length === 0);
}
