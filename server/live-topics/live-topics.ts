import { isDeepStrictEqual } from "node:util";
import {
  type BusiestResponse,
  type ListTopicsRequest,
  type ListTopicsResponse,
  type TopicsSearch,
  type TopicsSelection,
  type TopicsView,
  VIEWERS_PER_PERSON_MAX,
  VIEWERS_PER_TENANT_MAX,
} from "#core/live-topics.ts";
import { Slices } from "../slices.ts";
import type { Tenant } from "../tenant.ts";
import { busiest } from "./busiest.ts";
import { ChildOrders } from "./child-orders.ts";
import type { Goes } from "./goes.ts";
import { listTopics } from "./list-topics.ts";
import { Selection } from "./selection.ts";
import { TopicSearch } from "./topic-search.ts";
import { TopicTally } from "./topic-tally.ts";
import type { TreeBudget } from "./tree-budget.ts";
import { Viewer, type ViewerSink } from "./viewer.ts";

const TICK_MS = 250;
/** Ticks take no more than one part in so many of the event loop: with very many topics they become rarer. */
const TICK_SHARE = 40;
/** How long the tree, and a selection, outlive their last viewer: a page that comes back finds them. */
const LINGER_MS = 10_000;
/** Selections, those that linger included; who goes through topic after topic lets go of the oldest. */
const SELECTIONS_MAX = 2 * VIEWERS_PER_TENANT_MAX;
/** How long it outlives a question without a stream. */
const TOUCH_MS = 60_000;
/** Between two answers to a viewer's views that do not wait for the tick. */
const AT_ONCE_MS = 50;

/**
 * The live topics of one tenant, from the first look to some seconds after the last: one tally for all viewers, told to
 * each at every tick as far as it looks there. While there is none, a PUBLISH costs a comparison with undefined.
 */
export class LiveTopics {
  readonly tally: TopicTally;
  readonly #tenant: Tenant;
  readonly #orders = new ChildOrders(
    () => this.#tellAll(),
    (error) => this.#failed(error),
  );
  readonly #goes: Goes;
  readonly #viewers = new Map<string, Viewer>();
  readonly #selections = new Set<Selection>();
  readonly #onClosed: () => void;
  readonly #stop: () => void;
  readonly #read: Promise<void>;
  #nextSelectionId: number;
  #keepUntilMs: number;
  #tickedAtMs: number;
  #nextTickMs = 0;
  #ticking: Promise<void> | undefined = undefined;
  #closed = false;

  constructor(tenant: Tenant, budget: TreeBudget, goes: Goes, onClosed: () => void) {
    const { clock } = tenant.broker;
    const nowMs = clock.now();
    this.#tenant = tenant;
    this.#goes = goes;
    this.#onClosed = onClosed;
    this.#tickedAtMs = nowMs;
    this.#keepUntilMs = nowMs + LINGER_MS;
    // A broker that starts again gives out other numbers.
    this.#nextSelectionId = Math.floor(nowMs) * 100;
    this.tally = new TopicTally(tenant.retained, budget, nowMs);
    tenant.topicTally = this.tally;
    this.#read = this.tally
      .readRetained(new Slices(), () => this.#closed)
      .catch((error: unknown) => this.#failed(error));
    this.#stop = clock.every(TICK_MS, () => {
      this.tick().catch((error: unknown) => this.#failed(error));
    });
  }

  get viewers(): number {
    return this.#viewers.size;
  }

  /** @returns undefined when the person or the tenant has too many open */
  open(name: string, sink: ViewerSink): Viewer | undefined {
    const owner = ownerOf(name);
    const ofOwner = [...this.#viewers.keys()].filter((other) => ownerOf(other) === owner).length;
    if (this.#viewers.size >= VIEWERS_PER_TENANT_MAX || ofOwner >= VIEWERS_PER_PERSON_MAX) return undefined;
    if (this.#viewers.has(name)) return undefined;
    const viewer = new Viewer(name, sink);
    this.#viewers.set(name, viewer);
    viewer.tell(this.tally, this.#orders);
    return viewer;
  }

  leave(viewer: Viewer): void {
    if (this.#viewers.get(viewer.name) !== viewer) return;
    viewer.search?.end();
    this.#viewers.delete(viewer.name);
    this.#select(viewer, null);
    this.#keepUntilMs = Math.max(this.#keepUntilMs, this.#tenant.broker.clock.now() + LINGER_MS);
  }

  viewer(name: string): Viewer | undefined {
    return this.#viewers.get(name);
  }

  /** The view holds from now on, and what of it is known is told at once. */
  setView(viewer: Viewer, view: TopicsView): void {
    const { search } = viewer.view;
    viewer.view = view;
    this.#select(viewer, view.selection);
    if (!isDeepStrictEqual(search, view.search)) {
      viewer.search?.end();
      viewer.search = view.search === null ? undefined : this.#searchFor(view.search);
      viewer.search?.start();
    }
    const now = performance.now();
    if (now - viewer.toldAtOnceMs < AT_ONCE_MS) return;
    viewer.toldAtOnceMs = now;
    viewer.tell(this.tally, this.#orders);
  }

  /** Keeps the tree for those who ask without a stream. */
  touch(): void {
    this.#keepUntilMs = Math.max(this.#keepUntilMs, this.#tenant.broker.clock.now() + TOUCH_MS);
  }

  /** Retained messages are in it from the first answer on. */
  async list(request: ListTopicsRequest): Promise<ListTopicsResponse> {
    await this.#read;
    await this.tick();
    return listTopics(this.tally, request);
  }

  busiest(limit: number): Promise<BusiestResponse> {
    return busiest(this.tally, limit);
  }

  /** Brings everything up to date and tells it. Called four times a second; one that comes while another runs waits for it. */
  tick(): Promise<void> {
    if (this.#ticking !== undefined) return this.#ticking;
    const nowMs = this.#tenant.broker.clock.now();
    if (this.#closed || nowMs < this.#nextTickMs) return Promise.resolve();
    const { broker, id } = this.#tenant;
    const isOver = this.#viewers.size === 0 && nowMs >= this.#keepUntilMs;
    if (isOver || broker.tenant(id) !== this.#tenant) {
      this.close();
      return Promise.resolve();
    }
    this.#ticking = this.#tick(nowMs).finally(() => {
      this.#ticking = undefined;
    });
    return this.#ticking;
  }

  /** Ends the streams and lets go of everything. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stop();
    if (this.#tenant.topicTally === this.tally) this.#tenant.topicTally = undefined;
    for (const viewer of [...this.#viewers.values()]) {
      viewer.search?.end();
      viewer.sink.end();
    }
    this.#viewers.clear();
    this.tally.tree.close();
    this.#onClosed();
  }

  async #tick(nowMs: number): Promise<void> {
    const slices = new Slices();
    const { tally } = this;
    const elapsedSeconds = (nowMs - this.#tickedAtMs) / 1_000;
    this.#tickedAtMs = nowMs;
    await tally.fold(nowMs, slices);
    for (const selection of this.#selections) selection.tick(elapsedSeconds);
    this.#forgetSelections(nowMs);
    const entered = tally.tree.takeEntered();
    for (const viewer of [...this.#viewers.values()]) {
      if (entered.length > 0) viewer.search?.offer(entered);
      viewer.tell(tally, this.#orders);
      if (slices.over) await slices.next();
    }
    this.#orders.endTick();
    this.#nextTickMs = nowMs + Math.max(TICK_MS / 2, slices.spentMs * TICK_SHARE);
  }

  #searchFor(wanted: TopicsSearch): TopicSearch {
    const { limits } = this.#tenant;
    return new TopicSearch(wanted, {
      ...{ tally: this.tally, goes: this.#goes, limits },
      onError: (error) => this.#failed(error),
    });
  }

  #failed(error: unknown): void {
    this.#tenant.broker.log("error", "live topics failed", { tenant: this.#tenant.id, error });
  }

  /** Whoever looks into a large node waits for its order, not for the tick. */
  #tellAll(): void {
    for (const viewer of this.#viewers.values()) viewer.tell(this.tally, this.#orders);
  }

  #select(viewer: Viewer, wanted: TopicsSelection | null): void {
    const former = viewer.selection;
    if (former !== undefined && isDeepStrictEqual(former.wanted, wanted)) return;
    viewer.select(wanted === null ? undefined : this.#selectionOf(wanted));
    if (viewer.selection !== undefined) viewer.selection.viewers++;
    if (former !== undefined && --former.viewers === 0) former.leftAtMs = this.#tenant.broker.clock.now();
  }

  /** Lets go of selections that nobody came back to. */
  #forgetSelections(nowMs: number): void {
    const before = this.#selections.size;
    for (const selection of this.#selections) {
      const tooMany = this.#selections.size > SELECTIONS_MAX;
      if (selection.viewers === 0 && (tooMany || nowMs - selection.leftAtMs > LINGER_MS))
        this.#selections.delete(selection);
    }
    if (this.#selections.size !== before) this.tally.select([...this.#selections]);
  }

  #selectionOf(wanted: TopicsSelection): Selection {
    for (const selection of this.#selections) if (isDeepStrictEqual(selection.wanted, wanted)) return selection;
    const { clock } = this.#tenant.broker;
    const selection = new Selection(this.#nextSelectionId++, wanted, () => clock.now());
    const retained = wanted.kind === "topic" ? this.tally.retainedMessage(wanted.topic) : undefined;
    if (retained !== undefined && !retained.expired) selection.keepFormer(retained);
    this.#selections.add(selection);
    this.#forgetSelections(clock.now());
    this.tally.select([...this.#selections]);
    return selection;
  }
}

/** A viewer's name begins with who it is. */
function ownerOf(name: string): string {
  return name.slice(0, name.lastIndexOf(":"));
}
