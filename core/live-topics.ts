/**
 * Live topics: what a viewer asks of the broker, and what it is told. A viewer is one open page, or one API key that
 * looks. While a tenant has viewers, the broker keeps one tree of its topics for all of them together; some seconds
 * after the last one left, the tree is dropped, and nothing is counted any more.
 *
 * Control port, beside core/control.ts:
 *   GET  /v1/topics/stream?tenantId=&viewer=   → text/event-stream of TopicsFrame, the first one at once
 *   POST /v1/topics/view     ViewRequest         → ViewResponse
 *   POST /v1/topics/value    ValueRequest        → ValueResponse
 *   POST /v1/topics/list     ListTopicsRequest   → { page: ListTopicsResponse | null }, null when there is no such tenant
 *   POST /v1/topics/busiest  BusiestRequest      → BusiestResponse
 *
 * The console's own (a person of the tenant who may read messages):
 *   GET  /api/console/topics?tenant=<slug>           → text/event-stream:
 *        event: viewer    { viewer }  the name of this stream for the requests below. It comes at first and again when
 *                         the broker lost everything: whenever it comes, forget all that was told, and send the view.
 *        event: broker    { away }    whether the broker can be heard
 *        event: heartbeat {}          every ten seconds
 *        message          a TopicsFrame
 *        It answers 403 to whoever may not read messages, 429 when too many are open (VIEWERS_…_MAX).
 *   POST /api/console/topics/view?tenant=<slug>      ViewInput → 204; 404: no such viewer, the stream is to be opened
 *                         anew; 400: a view that asks for too much
 *   GET  /api/console/topics/value?tenant=<slug>&viewer=&seq=   → the whole payload of a message of the selection as
 *                         application/octet-stream; 404: it is kept no more
 * Clearing retained messages and publishing are use cases of their own (app/_services/retained, messages).
 */
import type { Properties } from "./mqtt/packets.ts";

/** A node of the tree is the beginning of topics: `a/b` for all below it; null for all topics there are. */
export type TopicPath = string | null;

export type TopicsSort = "name" | "rate" | "last";

/** Rows wanted of a node's children. */
export interface TopicsWindow {
  readonly under: TopicPath;
  /** Of the first row, counted from 0 in the view's order. */
  readonly from: number;
  readonly rows: number;
}
/** Open streams of one person or one API key, of one tenant, and of all. */
export const VIEWERS_PER_PERSON_MAX = 5;
export const VIEWERS_PER_TENANT_MAX = 20;
export const VIEWERS_MAX = 200;
/** Expanded nodes of one view, rows of all its windows together, and topics that it follows wherever they are. */
export const WINDOWS_MAX = 200;
export const WINDOW_ROWS_MAX = 1_000;
export const PINNED_MAX = 100;
export const IGNORED_MAX = 50;

/** Whose messages are told one by one. */
export type TopicsSelection =
  | { readonly kind: "topic"; readonly topic: string }
  /** All at and below the node, but for what is at and below these. */
  | { readonly kind: "subtree"; readonly under: TopicPath; readonly ignored: readonly string[] };

export type TopicsSearch =
  /** Part of the topic; any case. */
  | { readonly kind: "text"; readonly text: string }
  /** Topics that the filter matches. */
  | { readonly kind: "filter"; readonly text: string }
  /** A regular expression of JavaScript with the flags `iu`; one that takes too long ends the search. */
  | { readonly kind: "regex"; readonly text: string }
  /**
   * Part of the latest payload as UTF-8, any case: of its first PAYLOAD_BYTES_KEPT, of a retained one of its
   * first 64 KiB. It looks again every few seconds.
   */
  | { readonly kind: "payload"; readonly text: string };
export const SEARCH_CHARS_MAX = 500;

/** All that a viewer looks at. It is sent whole; the newest holds. */
export interface TopicsView {
  /** Of children and of what a search found; `rate` and `last` begin with the highest. */
  readonly sort: TopicsSort;
  /** Rows keep their places while this is true, so that none moves under the cursor; what is new comes after it. */
  readonly hold: boolean;
  /** The expanded nodes, as far as they are on the screen. */
  readonly windows: readonly TopicsWindow[];
  /** Nodes of which values are told although no window shows them. */
  readonly pinned: readonly string[];
  readonly selection: TopicsSelection | null;
  /** The last message of this selection that the viewer has; null: none. What came after is told, as far as it is kept. */
  readonly after: { readonly selectionId: number; readonly seq: number } | null;
  readonly search: TopicsSearch | null;
  /**
   * Nothing is told but `tree` and the selection's count. What is kept of the selection meanwhile (MESSAGES_KEPT_MAX,
   * MESSAGE_BYTES_KEPT_MAX) comes when it is false again.
   */
  readonly paused: boolean;
}

export const NOTHING_VIEWED: TopicsView = {
  ...{ sort: "name", hold: false, windows: [], pinned: [] },
  ...{ selection: null, after: null, search: null, paused: false },
};

/** What a viewer is told, at once after a view and then two to four times a second: only what changed since. */
export interface TopicsFrame {
  /** 1, 2, 3 … of this stream: a number left out is a frame lost. */
  readonly seq: number;
  /** The broker's clock, in milliseconds since 1970: ages are counted from here. */
  readonly atMs: number;
  readonly tree: TreeState;
  /** Nodes that come into its lists. One that leaves all of them is told anew when it comes again. */
  readonly nodes?: readonly TopicNode[];
  /** Of nodes in its lists: at first and whenever they change. */
  readonly values?: readonly TopicValues[];
  /** Lists whose order, place or total changed. */
  readonly lists?: readonly TopicsList[];
  /** Ids of nodes that were in its lists and are no more. */
  readonly gone?: readonly number[];
  readonly search?: SearchState;
  readonly raw?: RawFrame;
}

export interface TreeState {
  /** Since when messages are counted: when the first viewer came. */
  readonly sinceMs: number;
  /** Topics in the tree: published to since then, or retained. */
  readonly topics: number;
  readonly messages: number;
  readonly payloadBytes: number;
  /** A second, over the last few. */
  readonly messageRate: number;
  readonly payloadByteRate: number;
  /** Retained messages are still being read into the tree. */
  readonly reading: boolean;
  /** There is no room for more topics until some have been idle for IDLE_SECONDS. */
  readonly full: boolean;
  /** Messages to topics for which there was no room; counted in `messages`. */
  readonly messagesUntracked: number;
  /** Topics that were let go because they were idle. */
  readonly topicsEvicted: number;
}
/** Topics of one tenant's tree; memory may set a lower bound. */
export const TOPICS_MAX = 200_000;
export const IDLE_SECONDS = 300;

export interface TopicNode {
  /** Names the node for as long as it is there. */
  readonly id: number;
  readonly path: string;
  /** Its last level, which may be empty. */
  readonly name: string;
}

export interface TopicValues {
  readonly id: number;
  /** Levels directly below; 0: nothing to expand. */
  readonly children: number;
  /** Topics at and below it. */
  readonly topics: number;
  /** Messages at and below it since `tree.sinceMs`. */
  readonly messages: number;
  /** Messages to this very topic. */
  readonly ownMessages: number;
  /** Messages a second at and below it, over the last few seconds. */
  readonly rate: number;
  /** When the latest message at or below it came, to a quarter of a second; null: none since `tree.sinceMs`. */
  readonly lastAtMs: number | null;
  /** Messages at and below it in each of SPARK_POINTS times SPARK_SECONDS, the oldest first; absent: as told before. */
  readonly spark?: readonly number[];
  /** The latest message of this very topic; null: none. */
  readonly value: TopicValue | null;
  /** The broker keeps a retained message of this very topic. */
  readonly retained: boolean;
}
export const SPARK_POINTS = 30;
export const SPARK_SECONDS = 2;

export interface TopicValue {
  /** The first PAYLOAD_BYTES_KEPT, in base64. */
  readonly payloadBase64: string;
  /** Of the whole payload. */
  readonly payloadBytes: number;
  readonly qos: 0 | 1 | 2;
  /** It came with RETAIN, or was retained before the tree began. */
  readonly retain: boolean;
}
export const PAYLOAD_BYTES_KEPT = 256;

/** Which nodes a list shows, from where on, of how many. */
export interface TopicsList {
  readonly list: "children" | "pinned" | "found";
  /** Of `children`: of which node; else null. */
  readonly under: TopicPath;
  readonly from: number;
  readonly total: number;
  readonly ids: readonly number[];
  /** The order is still being worked out: a window far down a large node is told a moment later. */
  readonly sorting: boolean;
}

export interface SearchState {
  /** Topics looked through, and those that fit. The first FOUND_MAX are in the list `found`. */
  readonly looked: number;
  readonly found: number;
  /** `failed`: the text is no filter or no regular expression; `tooCostly`: the regular expression took too long. */
  readonly state: "searching" | "complete" | "failed" | "tooCostly";
}
export const FOUND_MAX = 500;

/** Messages of the selection, one by one: at most RAW_PER_SECOND_MAX and RAW_BYTES_PER_SECOND_MAX. */
export interface RawFrame {
  /** Changes when the selection is counted anew: then what was kept of it belongs to another count. */
  readonly selectionId: number;
  /** Messages that it matched so far: the `seq` of the latest. */
  readonly seen: number;
  /** One in so many is shown at the moment; 1: all. */
  readonly oneIn: number;
  /** Oldest first. The difference of two neighbours' `seq`, less one, is how many were left out between them. */
  readonly messages: readonly RawMessage[];
}
export const RAW_PER_SECOND_MAX = 50;
export const RAW_BYTES_PER_SECOND_MAX = 512 * 1024;
/** Kept of a selection for those who come later, the latest in any case. */
export const MESSAGES_KEPT_MAX = 100;
export const MESSAGE_BYTES_KEPT_MAX = 1024 * 1024;

export interface RawMessage {
  /** 1, 2, 3 … counts every message of the selection, shown or not; 0: what was there before the selection was opened. */
  readonly seq: number;
  /** Null: retained since before anybody looked. */
  readonly atMs: number | null;
  readonly topic: string;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  /** The first RAW_PAYLOAD_BYTES_TOLD, in base64; the rest is asked for by `seq`. */
  readonly payloadBase64: string;
  /** Of the whole payload. */
  readonly payloadBytes: number;
  readonly properties: RawProperties;
  /** Null: no client that is known any more, or the broker itself. */
  readonly publisher: RawPublisher | null;
}
export const RAW_PAYLOAD_BYTES_TOLD = 16 * 1024;

/** MQTT 5.0 properties as the publisher sent them; empty for others. */
export type RawProperties = Pick<
  Properties,
  "payloadFormatIndicator" | "contentType" | "responseTopic" | "userProperties"
> & {
  readonly correlationDataBase64?: string | undefined;
  /** Seconds that are left of it. */
  readonly messageExpiryIntervalSeconds?: number | undefined;
};

export interface RawPublisher {
  /** Null for a person in the browser and for an API key. */
  readonly deviceId: string | null;
  readonly deviceName: string;
  readonly clientId: string;
}

/** A view by the name of its stream. */
export interface ViewInput {
  readonly viewer: string;
  readonly view: TopicsView;
}
export interface ViewRequest extends ViewInput {
  readonly tenantId: string;
}
export interface ViewResponse {
  /** False: there is no such viewer. */
  readonly known: boolean;
}

export interface ValueRequest {
  readonly tenantId: string;
  readonly viewer: string;
  /** RawMessage.seq */
  readonly seq: number;
}
export interface ValueResponse {
  /** Null: it is kept no more. */
  readonly payloadBase64: string | null;
}

/** One look at a node's children without a stream; whoever asks again within a minute finds the same tree. */
export interface ListTopicsRequest {
  readonly tenantId: string;
  readonly under: TopicPath;
  /** The name after which to go on; null: from the first. Names are in the order of their code units. */
  readonly after: string | null;
  readonly limit: number;
}
export interface ListTopicsResponse {
  readonly atMs: number;
  readonly tree: TreeState;
  readonly nodes: readonly (TopicNode & TopicValues)[];
  /** Where the next page begins; null: this is the last. */
  readonly next: string | null;
}

/** Who sends the most at the moment. The first answer only begins to count. */
export interface BusiestRequest {
  readonly tenantId: string;
  readonly limit: number;
}
export interface BusiestResponse {
  /** Over which the rates are; 0: counting has just begun. */
  readonly seconds: number;
  readonly topics: readonly { readonly topic: string; readonly rate: number }[];
  readonly clients: readonly (RawPublisher & { readonly rate: number })[];
}
