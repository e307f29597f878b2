import {
  NOTHING_VIEWED,
  type RawFrame,
  SPARK_POINTS,
  type TopicNode,
  type TopicPath,
  type TopicsFrame,
  type TopicsList,
  type TopicsView,
  type TopicValues,
} from "#core/live-topics.ts";
import { comparing } from "./child-order.ts";
import type { ChildOrders } from "./child-orders.ts";
import type { Selection } from "./selection.ts";
import { sparkPoint } from "./sparks.ts";
import type { TopicSearch } from "./topic-search.ts";
import type { TopicTally } from "./topic-tally.ts";
import { nodeOf, roundRate, valuesOf } from "./topic-values.ts";
import type { TreeNode } from "./tree-node.ts";

/** Characters of nodes and values, and of messages, in one frame; what does not fit comes with the next. */
const ROWS_CHARS_MAX = 512 * 1024;
const RAW_CHARS_MAX = 1024 * 1024;

/** Points until the last count has left the sparkline. */
const SPARK_REACH = SPARK_POINTS + 1;

/** Where a viewer's frames go. */
export interface ViewerSink {
  /** False while what was sent before still waits: the viewer then gets fewer, larger steps. */
  readonly ready: boolean;
  send(frame: TopicsFrame): void;
  end(): void;
}

/** What a viewer was told of a node last. */
interface Told {
  readonly node: TreeNode;
  version: number;
  rate: number;
  sparkPoint: number;
  retained: boolean;
}

interface Shown {
  readonly list: TopicsList["list"];
  readonly under: TopicPath;
  readonly from: number;
  readonly total: number;
  readonly sorting: boolean;
  readonly nodes: readonly TreeNode[];
}

/** One that looks: what it wants to see, and what it has been told. */
export class Viewer {
  readonly name: string;
  readonly sink: ViewerSink;
  view: TopicsView = NOTHING_VIEWED;
  search: TopicSearch | undefined = undefined;
  /** When it was last told something without waiting for the tick. */
  toldAtOnceMs = 0;
  #selection: Selection | undefined = undefined;
  /** Of the selection's messages, the last that was told; -1: none. */
  #told = -1;
  #seq = 0;
  readonly #nodes = new Map<number, Told>();
  #lists = new Map<string, string>();
  /** While the view holds its rows: which they are. */
  #held = new Map<string, readonly TreeNode[]>();
  #tree = "";
  #search = "";
  #seen = "";

  constructor(name: string, sink: ViewerSink) {
    this.name = name;
    this.sink = sink;
  }

  get selection(): Selection | undefined {
    return this.#selection;
  }

  /** Looks at this selection from now on. */
  select(selection: Selection | undefined): void {
    if (selection === this.#selection) return;
    const { after } = this.view;
    this.#selection = selection;
    this.#told = selection !== undefined && after?.selectionId === selection.id ? after.seq : -1;
    this.#seen = "";
  }

  /** Tells what changed since it was told last, if anything did. */
  tell(tally: TopicTally, orders: ChildOrders): void {
    if (!this.sink.ready) return;
    const raw = this.#rawFrame();
    const rows = this.view.paused ? {} : this.#rows(tally, orders);
    const tree = tally.state;
    const rounded = {
      ...tree,
      messageRate: roundRate(tree.messageRate),
      payloadByteRate: roundRate(tree.payloadByteRate),
    };
    const search = this.view.paused ? undefined : this.search?.told;
    const treeText = JSON.stringify(rounded);
    const searchText = JSON.stringify(search);
    const searchChanged = search !== undefined && searchText !== this.#search;
    if (treeText === this.#tree && raw === undefined && !searchChanged && Object.keys(rows).length === 0) return;
    this.#tree = treeText;
    this.#search = searchText ?? "";
    this.sink.send({
      seq: ++this.#seq,
      atMs: Math.round(tally.nowMs),
      tree: rounded,
      ...rows,
      ...(searchChanged && { search }),
      ...(raw !== undefined && { raw }),
    });
  }

  #rawFrame(): RawFrame | undefined {
    const selection = this.#selection;
    if (selection === undefined) return undefined;
    const { id: selectionId, seen, oneIn, kept } = selection;
    const messages = [];
    let chars = 0;
    if (!this.view.paused) {
      for (const { told, payload, bytes } of kept.since(this.#told)) {
        chars += told.payloadBase64.length + 2 * (bytes - payload.length);
        if (chars > RAW_CHARS_MAX && messages.length > 0) break;
        messages.push(told);
        this.#told = told.seq;
      }
    }
    const seenText = `${selectionId} ${seen} ${oneIn}`;
    if (messages.length === 0 && seenText === this.#seen) return undefined;
    this.#seen = seenText;
    return { selectionId, seen, oneIn, messages };
  }

  #rows(tally: TopicTally, orders: ChildOrders): Pick<TopicsFrame, "lists" | "nodes" | "values" | "gone"> {
    const lists: TopicsList[] = [];
    const nodes: TopicNode[] = [];
    const values: TopicValues[] = [];
    const shownNow = new Set<number>();
    const listsNow = new Map<string, string>();
    const point = sparkPoint(tally.nowMs);
    let room = ROWS_CHARS_MAX;
    for (const { nodes: shown, ...place } of this.#shown(tally, orders)) {
      const ids: number[] = [];
      for (const node of shown) {
        let told = this.#nodes.get(node.id);
        if (told === undefined) {
          if (room <= 0) break;
          told = { node, version: -1, rate: 0, sparkPoint: -1, retained: false };
          this.#nodes.set(node.id, told);
          nodes.push(nodeOf(node));
          room -= 2 * node.path.length + 60;
        }
        ids.push(node.id);
        if (shownNow.has(node.id)) continue;
        shownNow.add(node.id);
        const changed = changedValues(node, told, tally, point);
        if (changed === undefined) continue;
        values.push(changed);
        room -= (changed.value?.payloadBase64.length ?? 0) + 250;
      }
      const list = { ...place, ids };
      const text = JSON.stringify(list);
      const key = keyOf(place);
      listsNow.set(key, text);
      if (this.#lists.get(key) !== text) lists.push(list);
    }
    this.#lists = listsNow;
    const gone: number[] = [];
    for (const [id, { node }] of this.#nodes) {
      if (shownNow.has(id)) continue;
      this.#nodes.delete(id);
      if (node.gone) gone.push(id);
    }
    return {
      ...(gone.length > 0 && { gone }),
      ...(lists.length > 0 && { lists }),
      ...(nodes.length > 0 && { nodes }),
      ...(values.length > 0 && { values }),
    };
  }

  *#shown(tally: TopicTally, orders: ChildOrders): Generator<Shown> {
    const { view } = this;
    const held = new Map<string, readonly TreeNode[]>();
    for (const { under, from, rows } of view.windows) {
      const parent = tally.tree.at(under);
      const none = { nodes: [], total: 0, sorting: false };
      const window = parent === undefined ? none : orders.of(parent, view.sort).window(from, rows, tally);
      const key = `${under ?? "#"} ${from} ${rows}`;
      const before = view.hold ? this.#held.get(key)?.filter((node) => !node.gone) : undefined;
      const nodes = before === undefined || before.length === 0 ? window.nodes : before;
      held.set(key, nodes);
      yield { list: "children", under, from, ...window, nodes };
    }
    this.#held = held;
    if (view.pinned.length > 0) {
      const nodes = view.pinned.map((path) => tally.tree.at(path)).filter((node) => node !== undefined);
      yield { list: "pinned", under: null, from: 0, total: nodes.length, sorting: false, nodes };
    }
    const { search } = this;
    if (search === undefined) return;
    const nodes = search.nodes.filter((node) => !node.gone);
    // Names are compared as whole topics here: there are many parents.
    const sorted = view.sort === "name" ? nodes.sort(byPath) : nodes.sort(comparing(view.sort));
    yield { list: "found", under: null, from: 0, total: search.told.found, sorting: false, nodes: sorted };
  }
}

function keyOf({ list, under, from }: Pick<TopicsList, "list" | "under" | "from">): string {
  return JSON.stringify([list, under, from]);
}

function byPath(a: TreeNode, b: TreeNode): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

/** What is new of a node since it was told, which it then is. */
function changedValues(node: TreeNode, told: Told, tally: TopicTally, point: number): TopicValues | undefined {
  const rate = roundRate(tally.rates.rateOf(node.weight));
  const retained = tally.isRetained(node);
  // A sparkline moves on by itself for as long as there is something in it.
  const moving =
    point !== told.sparkPoint && (told.sparkPoint === -1 || node.sparkPoint > told.sparkPoint - SPARK_REACH);
  if (!moving && node.version === told.version && rate === told.rate && retained === told.retained) return undefined;
  told.version = node.version;
  told.rate = rate;
  told.retained = retained;
  const values = valuesOf(node, rate);
  if (!moving) return values;
  told.sparkPoint = point;
  return { ...values, spark: tally.tree.sparks.read(node.spark, point, node.sparkPoint) };
}
