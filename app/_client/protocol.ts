import type { QoS } from "#core/mqtt/packets.ts";
import type { PayloadKind } from "./decode-payload.ts";
import type { PayloadFormat } from "./formats/payload-format.ts";
import type { Delivery } from "./message.ts";
import type { ExportFormat, ExportState } from "./message-export.ts";
import type { MessageFilter } from "./message-filter.ts";
import type { OrdinalRange } from "./message-view.ts";
import type { PacketLogEntry } from "./packet-log.ts";
import type { PatternFault } from "./pattern-runner.ts";
import type { CredentialsFault, ProblemReport } from "./problem.ts";
import type { RepeatState, RepeatWish } from "./publish/repeat.ts";
import type { RequestState } from "./publish/requests.ts";
import type { PublishProperties } from "./publish-properties.ts";

/**
 * The words between a page and the worker that holds its MQTT connection. One worker is one session: a page with
 * several connections owns several workers. Commands go to the worker, reports come back. Messages themselves stay in
 * the worker; of them the page gets the rows in sight, at most ten times a second.
 */

/** A user property's name and value; a name may come twice. */
export type UserProperties = readonly (readonly [name: string, value: string])[];

/** What the broker publishes for us when the connection ends without a DISCONNECT. */
export interface WillSettings {
  readonly topic: string;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly payload: string;
  /** 5.0 only. */
  readonly properties:
    | {
        readonly payloadFormatIndicator: boolean | undefined;
        readonly willDelayInterval: number | undefined;
        readonly messageExpiryInterval: number | undefined;
        readonly contentType: string | undefined;
        readonly responseTopic: string | undefined;
        readonly correlationData: string | undefined;
        readonly userProperties: UserProperties | undefined;
      }
    | undefined;
}

/** The properties of CONNECT that a person may set, named as the specification names them. */
export interface ConnectProperties {
  readonly sessionExpiryInterval: number | undefined;
  readonly receiveMaximum: number | undefined;
  readonly maximumPacketSize: number | undefined;
  readonly topicAliasMaximum: number | undefined;
  readonly requestResponseInformation: boolean | undefined;
  readonly requestProblemInformation: boolean | undefined;
  readonly userProperties: UserProperties | undefined;
}

/** How to connect. Credentials are not part of it: the worker asks for fresh ones each time it needs them. */
export interface ConnectionSettings {
  /** `ws://host:port/mqtt` or `wss://…`. */
  readonly url: string;
  readonly clientId: string;
  readonly protocolVersion: 4 | 5;
  /** Clean Start in 5.0, Clean Session in 3.1.1. */
  readonly cleanStart: boolean;
  readonly keepAliveSeconds: number;
  /** Who the connection acts as, in the person's words: a refusal names it, also after another was chosen. */
  readonly principal: string;
  /** Until CONNACK must have come; 10 seconds unless said. */
  readonly connectTimeoutMs?: number;
  /** Whether a lost connection is made again by itself, and after how long first. */
  readonly reconnect?: "never" | { readonly baseMs: number };
  /** 5.0 only. */
  readonly connectProperties?: ConnectProperties | undefined;
  readonly will?: WillSettings | undefined;
}

/** Username and password of one CONNECT. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** Milliseconds since the epoch, or undefined when they do not end. */
  readonly expiresAt: number | undefined;
  /** A person typed them: asked again, the answer is the same. */
  readonly typed?: boolean;
  /** How the password is shown; SCRAM proves it without sending it, in 5.0 only. */
  readonly authentication?: "password" | "SCRAM-SHA-256";
}

export type CredentialsAnswer =
  | { readonly ok: true; readonly credentials: Credentials }
  | { readonly ok: false; readonly fault: CredentialsFault };

/** What a session wishes to be subscribed to. What is left out is as SUBSCRIBE has it when nothing is said. */
export interface SubscriptionWish {
  readonly id: number;
  readonly filter: string;
  readonly qos: QoS;
  /** What the person calls it. */
  readonly alias?: string | undefined;
  /** `#rrggbb`; one by its id when left out. */
  readonly colour?: string | undefined;
  /** What its messages' payloads are shown as; a guess from their bytes when left out. */
  readonly decodeAs?: PayloadFormat | undefined;
  /** Kept, but not asked for. */
  readonly paused?: boolean | undefined;
  /** These four are 5.0's, and not sent in 3.1.1. */
  readonly noLocal?: boolean | undefined;
  readonly retainAsPublished?: boolean | undefined;
  /** Retained messages come 0: at each SUBSCRIBE; 1: when the subscription is new; 2: never. */
  readonly retainHandling?: 0 | 1 | 2 | undefined;
  readonly subscriptionIdentifier?: number | undefined;
}

/** A wish and what the broker made of it. */
export interface SubscriptionState extends SubscriptionWish {
  readonly status: /** Not asked for: there is no connection, or it is paused. */
    | { readonly kind: "idle" }
    /** SUBSCRIBE is out. */
    | { readonly kind: "asked" }
    | { readonly kind: "granted"; readonly qos: QoS }
    | { readonly kind: "refused"; readonly reasonCode: number; readonly reasonString: string | undefined };
}

export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: Uint8Array<ArrayBuffer>;
  readonly qos: QoS;
  readonly retain: boolean;
  /** Not sent in 3.1.1. */
  readonly properties?: PublishProperties | undefined;
}

/** The part of the list that the page has in sight. */
export interface ListWindow {
  /** Ordinal of the first row; ignored while following. */
  readonly start: number;
  readonly rows: number;
  /** The window sticks to the newest row. */
  readonly follow: boolean;
}

/** Where the worker keeps messages for the next visit. */
export interface MessageKeep {
  /** Of IndexedDB; see storage/client-storage.ts. */
  readonly database: string;
  readonly connection: string;
}

export type ClientCommand =
  /** Takes back what was kept, and keeps from now on. The first command, if at all. */
  | { readonly type: "keep"; readonly keep: MessageKeep }
  | { readonly type: "connect"; readonly settings: ConnectionSettings }
  | { readonly type: "disconnect" }
  /** Ends the wait before the next attempt. */
  | { readonly type: "retryNow" }
  | { readonly type: "credentials"; readonly requestId: number; readonly answer: CredentialsAnswer }
  | { readonly type: "subscribe"; readonly wish: SubscriptionWish }
  | { readonly type: "unsubscribe"; readonly id: number }
  | { readonly type: "publish"; readonly message: OutgoingMessage }
  /** Publishes again and again; a repetition that runs is stopped for it. */
  | { readonly type: "repeat"; readonly repeat: RepeatWish }
  | { readonly type: "stopRepeat" }
  | { readonly type: "clearRequests" }
  | { readonly type: "window"; readonly window: ListWindow }
  | { readonly type: "filter"; readonly filter: MessageFilter }
  | { readonly type: "pause"; readonly paused: boolean }
  | { readonly type: "clear" }
  /** Bytes that the messages may take; a page with several sessions divides them. */
  | { readonly type: "memory"; readonly bytesMax: number }
  /** Writes what is listed, or these ordinals of it, into a file. One at a time: another ends the one before. */
  | {
      readonly type: "export";
      readonly id: number;
      readonly format: ExportFormat;
      readonly ranges: readonly OrdinalRange[] | "all";
    }
  /** Ends an export; a file that was made is forgotten. */
  | { readonly type: "endExport" }
  /** Shows one message in full, or none. */
  | { readonly type: "inspect"; readonly seq: number | undefined }
  /** Packets are told only while somebody looks at them. */
  | { readonly type: "watchPackets"; readonly watch: boolean };

/** What the broker takes of this client, as its CONNACK said; undefined where it said nothing. */
export interface BrokerGrants {
  readonly protocolVersion: 4 | 5;
  readonly maximumPacketSizeBytes: number | undefined;
  /** 0 when it takes none. */
  readonly topicAliasMaximum: number;
  readonly maximumQos: QoS;
  readonly retainAvailable: boolean;
  readonly subscriptionIdentifiersAvailable: boolean;
  /** Where answers to this client may go, when it asked for that. */
  readonly responseInformation: string | undefined;
}

export type ConnectionState =
  | { readonly status: "idle" }
  /** Credentials are being fetched, then the socket opened, then CONNACK awaited. */
  | { readonly status: "connecting"; readonly attempt: number }
  | {
      readonly status: "online";
      readonly since: number;
      readonly clientId: string;
      readonly sessionPresent: boolean;
      readonly granted: BrokerGrants;
      /** Milliseconds from CONNECT to CONNACK. */
      readonly roundTripMs: number;
    }
  /** Between two attempts. */
  | { readonly status: "waiting"; readonly attempt: number; readonly retryAt: number }
  /** Failed for good; a person decides. */
  | { readonly status: "stopped" };

/** One line of the list. */
export interface MessageRow {
  readonly seq: number;
  readonly at: number;
  readonly direction: "received" | "sent";
  readonly topic: string;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly dup: boolean;
  readonly payloadBytes: number;
  readonly kind: PayloadKind;
  readonly preview: string;
  readonly delivery: Delivery | undefined;
  readonly skippedBefore: number;
  /** Of an earlier visit to the page. */
  readonly earlier?: boolean;
  /** Of a sent message; see ConnectionSettings. */
  readonly principal: string | undefined;
  /** The first subscription whose filter matches the topic. */
  readonly subscriptionId: number | undefined;
}

/** The rows in sight and where they stand. Ordinals count the messages that pass the filter, from 0, for ever. */
export interface ListState {
  /** Ordinal of the oldest row kept. */
  readonly first: number;
  /** One past the newest row shown. */
  readonly end: number;
  /** Ordinal of rows[0]. */
  readonly start: number;
  readonly rows: readonly MessageRow[];
  readonly paused: boolean;
  /** Rows that came while paused. */
  readonly waiting: number;
  /** The filter has not seen all messages yet. */
  readonly scanning: boolean;
  /** Why the filter's expression will not see the rest. */
  readonly fault: PatternFault | undefined;
}

/** What the session holds and how fast it comes. */
export interface TrafficState {
  readonly stored: number;
  readonly storedBytes: number;
  readonly storedBytesMax: number;
  /** Pushed out by newer ones since the last clear. */
  readonly evicted: number;
  readonly received: number;
  readonly sent: number;
  /** Received in the last whole second. */
  readonly receivedPerSecond: number;
  /** Above 1 while a flood is sampled. */
  readonly oneIn: number;
  /** Left out by sampling so far. */
  readonly skipped: number;
}

/** One message in full. */
export interface MessageDetail {
  readonly row: MessageRow;
  readonly properties: PublishProperties | undefined;
  /** A copy of the raw bytes. */
  readonly payload: Uint8Array<ArrayBuffer>;
  /** The message before it on the same topic, if it is among those kept. */
  readonly previous:
    | { readonly seq: number; readonly at: number; readonly payload: Uint8Array<ArrayBuffer> }
    | undefined;
}

/** All a page knows of a session. A patch carries the parts that changed. */
export interface ClientState {
  readonly connection: ConnectionState;
  readonly problem: ProblemReport | undefined;
  readonly subscriptions: readonly SubscriptionState[];
  /** Messages that came by each subscription, by its id, since it was made or the list was cleared. */
  readonly subscriptionCounts: Readonly<Record<number, number>>;
  /** What the list is filtered by. */
  readonly filter: MessageFilter;
  readonly list: ListState;
  readonly exporting: ExportState | undefined;
  readonly traffic: TrafficState;
  /** The message published last and its fate, whether or not the list shows it. */
  readonly lastSent: MessageRow | undefined;
  /** The repetition that runs or ran last. */
  readonly repeat: RepeatState | undefined;
  /** Messages that asked for an answer, the newest first. */
  readonly requests: readonly RequestState[];
  /** Undefined while none is inspected, or when the ring no longer holds it. */
  readonly detail: MessageDetail | undefined;
  /** The newest packets, oldest first; empty while nobody watches. */
  readonly packets: readonly PacketLogEntry[];
}

export type ClientReport =
  | { readonly type: "credentialsWanted"; readonly requestId: number }
  /** Messages could not be kept, such as when the disk is full. */
  | { readonly type: "notKept" }
  | { readonly type: "patch"; readonly patch: Partial<ClientState> };
