import type {
  RawFrame,
  SearchState,
  TopicPath,
  TopicsFrame,
  TopicsList,
  TopicsSelection,
  TopicValue,
  TopicValues,
  TreeState,
} from "#core/live-topics.ts";
import { previewPayload } from "../_client/decode-payload.ts";
import { bytesOfBase64 } from "../_ui/base64.ts";
import { SelectedMessages } from "./selected-messages.ts";
import { TopicLayout } from "./topic-layout.ts";

/** What the page knows of a node. */
export interface KnownTopic {
  readonly id: number;
  readonly path: string;
  readonly name: string;
  /** Undefined until it was told. */
  readonly values: TopicValues | undefined;
  readonly spark: readonly number[];
  /** The last payload on one line; undefined where the topic itself has none. */
  readonly preview: string | undefined;
  /** How often it got messages since it was told of first; the row flashes when this rises. */
  readonly flashes: number;
}

/** Of selections that were looked at lately, frames may still be on their way. */
const SELECTIONS_KNOWN_MAX = 20;
/** Nodes beyond which those that no list shows are forgotten. */
const NODES_MAX = 20_000;

/**
 * All that the broker told, as the page shows it. Frames change it outside React, two to four times a second; what is
 * drawn reads it.
 */
export class TopicsModel {
  readonly layout = new TopicLayout(
    (id) => this.#nodes.get(id)?.path,
    (path) => this.#ids.get(path),
  );
  tree: TreeState | undefined;
  search: SearchState | undefined;
  pinned: readonly number[] = [];
  found: readonly number[] = [];
  /** Of what is selected. */
  messages = new SelectedMessages(null);
  /** The broker's clock less the page's, in milliseconds, as of the last frame. */
  clockAheadMs = 0;
  /** A list far down a large node is still being ordered. */
  sorting = false;
  readonly #nodes = new Map<number, KnownTopic>();
  readonly #ids = new Map<string, number>();
  /** Of what the broker was asked for last. */
  #asked = this.messages;
  /** What the broker's numbers of selections stand for. */
  readonly #selections = new Map<number, string>();
  /** As the broker ordered them; `found` may keep an older order. */
  #foundTold: readonly number[] = [];
  /** Nodes whose branches are opened as they are told. */
  readonly #openBelow = new Set<TopicPath>();
  /** What was told is of a stream that ended; it is shown until the new one tells something. */
  #old = false;

  node(id: number): KnownTopic | undefined {
    return this.#nodes.get(id);
  }

  nodeAt(path: string): KnownTopic | undefined {
    const id = this.#ids.get(path);
    return id === undefined ? undefined : this.#nodes.get(id);
  }

  /** @param held somebody points at a row, so none may come above it */
  take(frame: TopicsFrame, nowMs: number, held = false): void {
    if (this.#old && (frame.nodes ?? frame.lists ?? frame.raw) !== undefined) this.#forget();
    this.tree = frame.tree;
    this.clockAheadMs = frame.atMs - nowMs;
    if (this.#nodes.size > NODES_MAX) this.#prune();
    for (const { id, path, name } of frame.nodes ?? []) {
      this.#nodes.set(id, { id, path, name, values: undefined, spark: [], preview: undefined, flashes: 0 });
      this.#ids.set(path, id);
    }
    for (const values of frame.values ?? []) this.#takeValues(values, held);
    for (const { path } of frame.nodes ?? []) if (this.#openBelow.has(parentOf(path))) this.#expand(path);
    for (const list of frame.lists ?? []) this.#takeList(list, held);
    if (frame.gone !== undefined) this.#drop(frame.gone);
    if (frame.search !== undefined) this.search = frame.search;
    if (frame.raw !== undefined) this.#takeRaw(frame.raw);
    this.#tellFormer();
  }

  /** Rows may move again. */
  release(): void {
    this.found = this.#foundTold;
    this.layout.release();
  }

  /** Opens every branch directly below a node, those that are told later as well. */
  expandAll(under: TopicPath): void {
    this.#openBelow.add(under);
    for (const id of this.layout.known(under)) {
      const node = this.#nodes.get(id);
      if (node !== undefined) this.#expand(node.path);
    }
  }

  /** Closes a branch; those beside it are opened no more as they are told. */
  collapse(path: string): void {
    this.#openBelow.delete(parentOf(path));
    this.layout.collapse(path);
  }

  /** The stream begins anew: what was told of the tree holds no more, and of the selection messages may be missing. */
  beginAnew(): void {
    this.#old = true;
    this.#selections.clear();
    this.#asked.expectGap("streamLost");
  }

  /**
   * Another selection is looked at. One that goes back to what the broker was asked for last, before it was asked for
   * anything else, finds all that is kept of it.
   */
  select(selection: TopicsSelection | null): void {
    this.messages = keyOf(selection) === keyOf(this.#asked.selection) ? this.#asked : new SelectedMessages(selection);
    this.#tellFormer();
  }

  /** What is missing before the next message was left out because the page was paused. */
  resumed(): void {
    this.messages.expectGap("paused");
  }

  /** The broker is asked for the messages of what is selected. */
  asked(): void {
    this.#asked = this.messages;
  }

  /** Another question, or none, is asked. */
  forgetSearch(): void {
    this.found = [];
    this.#foundTold = [];
    this.search = undefined;
  }

  #expand(path: string): void {
    const children = this.nodeAt(path)?.values?.children ?? 0;
    if (children > 0) this.layout.expand(path, children);
  }

  #forget(): void {
    this.#old = false;
    this.#nodes.clear();
    this.#ids.clear();
    this.layout.forget();
    this.pinned = [];
    this.found = [];
    this.#foundTold = [];
    this.search = undefined;
  }

  #takeValues(values: TopicValues, held: boolean): void {
    const node = this.#nodes.get(values.id);
    if (node === undefined) return;
    const before = node.values?.value;
    const preview = sameValue(before, values.value) ? node.preview : previewOf(values.value);
    const flashes = node.flashes + (node.values !== undefined && values.messages > node.values.messages ? 1 : 0);
    this.#nodes.set(values.id, { ...node, values, spark: values.spark ?? node.spark, preview, flashes });
    this.layout.resize(node.path, values.children, held);
  }

  #takeList(list: TopicsList, held: boolean): void {
    if (list.list === "pinned") this.pinned = list.ids;
    else if (list.list === "found") {
      this.#foundTold = list.ids;
      this.found = held ? keptOrder(this.found, list.ids) : list.ids;
    } else {
      this.sorting = list.sorting;
      this.layout.take(list, held);
    }
  }

  /** What was scrolled past long ago is told again when it comes into sight. */
  #prune(): void {
    for (const [id, { path }] of this.#nodes) {
      if (this.layout.has(id) || this.pinned.includes(id) || this.found.includes(id)) continue;
      this.#nodes.delete(id);
      if (this.#ids.get(path) === id) this.#ids.delete(path);
    }
  }

  #drop(gone: readonly number[]): void {
    for (const id of gone) {
      const node = this.#nodes.get(id);
      this.#nodes.delete(id);
      if (node !== undefined && this.#ids.get(node.path) === id) this.#ids.delete(node.path);
    }
    this.layout.drop(gone);
  }

  #tellFormer(): void {
    const { selection } = this.messages;
    const values = selection?.kind === "topic" ? this.nodeAt(selection.topic)?.values : undefined;
    if (values !== undefined) this.messages.tellFormer(values);
  }

  /** A frame may still tell of what was selected before. */
  #takeRaw(raw: RawFrame): void {
    const key = this.#selections.get(raw.selectionId) ?? keyOf(this.#asked.selection);
    this.#selections.delete(raw.selectionId);
    this.#selections.set(raw.selectionId, key);
    if (this.#selections.size > SELECTIONS_KNOWN_MAX) {
      const oldest = this.#selections.keys().next();
      if (!oldest.done) this.#selections.delete(oldest.value);
    }
    if (key === keyOf(this.#asked.selection)) this.#asked.take(raw);
  }
}

/** Those that are still there where they were, the new ones after them. */
function keptOrder(before: readonly number[], now: readonly number[]): readonly number[] {
  const still = new Set(now);
  const kept = before.filter((id) => still.delete(id));
  return [...kept, ...still];
}

function keyOf(selection: TopicsSelection | null): string {
  return JSON.stringify(selection);
}

function parentOf(path: string): TopicPath {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? null : path.slice(0, slash);
}

function previewOf(value: TopicValue | null): string | undefined {
  if (value === null) return undefined;
  return previewPayload(bytesOfBase64(value.payloadBase64)).preview;
}

function sameValue(a: TopicValue | null | undefined, b: TopicValue | null): boolean {
  if (a === undefined) return false;
  if (a === null || b === null) return a === b;
  return a.payloadBase64 === b.payloadBase64 && a.payloadBytes === b.payloadBytes;
}
