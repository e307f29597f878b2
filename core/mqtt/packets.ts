/**
 * The packets of MQTT 3.1, 3.1.1 and 5.0 as types, named as the specifications name them.
 * Decoding fills these; encoding takes them. PUBLISH has a reusable struct of its own, because it is hot.
 */

/** Protocol levels: 3 is MQTT 3.1 (`MQIsdp`), 4 is 3.1.1, 5 is 5.0. */
export type ProtocolVersion = 3 | 4 | 5;

export type QoS = 0 | 1 | 2;

/** Control packet types, the high nibble of the first byte (2.1.2). */
export const CONNECT = 1;
export const CONNACK = 2;
export const PUBLISH = 3;
export const PUBACK = 4;
export const PUBREC = 5;
export const PUBREL = 6;
export const PUBCOMP = 7;
export const SUBSCRIBE = 8;
export const SUBACK = 9;
export const UNSUBSCRIBE = 10;
export const UNSUBACK = 11;
export const PINGREQ = 12;
export const PINGRESP = 13;
export const DISCONNECT = 14;
export const AUTH = 15;

/** User properties keep their order and their duplicates [MQTT-3.3.2-17, MQTT-3.3.2-18]. */
export type UserProperties = readonly (readonly [name: string, value: string])[];

/** Every property of MQTT 5 (2.2.2.2); which packet may carry which is in properties.ts. All lengths in bytes, times in seconds. */
export interface Properties {
  payloadFormatIndicator?: 0 | 1;
  messageExpiryInterval?: number;
  contentType?: string;
  responseTopic?: string;
  correlationData?: Buffer;
  /** Several on one delivery; at most one in a SUBSCRIBE. */
  subscriptionIdentifiers?: number[];
  sessionExpiryInterval?: number;
  assignedClientIdentifier?: string;
  serverKeepAlive?: number;
  authenticationMethod?: string;
  authenticationData?: Buffer;
  requestProblemInformation?: 0 | 1;
  willDelayInterval?: number;
  requestResponseInformation?: 0 | 1;
  responseInformation?: string;
  serverReference?: string;
  reasonString?: string;
  receiveMaximum?: number;
  topicAliasMaximum?: number;
  topicAlias?: number;
  maximumQoS?: 0 | 1;
  retainAvailable?: 0 | 1;
  userProperties?: UserProperties;
  maximumPacketSize?: number;
  wildcardSubscriptionAvailable?: 0 | 1;
  subscriptionIdentifierAvailable?: 0 | 1;
  sharedSubscriptionAvailable?: 0 | 1;
}

export interface Will {
  topic: string;
  payload: Buffer;
  qos: QoS;
  retain: boolean;
  /** Empty for 3.1 and 3.1.1. */
  properties: Properties;
}

export interface ConnectPacket {
  type: typeof CONNECT;
  protocolVersion: ProtocolVersion;
  /** A Mosquitto bridge sets the high bit of the protocol level (try_private). */
  bridge: boolean;
  /** Clean Session in 3.1 and 3.1.1, Clean Start in 5.0. */
  cleanStart: boolean;
  keepAlive: number;
  clientId: string;
  will: Will | undefined;
  username: string | undefined;
  password: Buffer | undefined;
  properties: Properties;
}

export interface ConnackPacket {
  type: typeof CONNACK;
  sessionPresent: boolean;
  /** A v5 reason code, or a v3 return code 0–5, already translated for the version it goes to. */
  reasonCode: number;
  properties: Properties;
}

/** PUBACK, PUBREC, PUBREL and PUBCOMP differ only in their type. */
export interface AckPacket {
  type: typeof PUBACK | typeof PUBREC | typeof PUBREL | typeof PUBCOMP;
  packetId: number;
  /** 0 when the packet left it out. */
  reasonCode: number;
  properties: Properties;
}

export interface SubscribeRequest {
  filter: string;
  qos: QoS;
  noLocal: boolean;
  retainAsPublished: boolean;
  retainHandling: 0 | 1 | 2;
}

export interface SubscribePacket {
  type: typeof SUBSCRIBE;
  packetId: number;
  requests: SubscribeRequest[];
  properties: Properties;
}

export interface SubackPacket {
  type: typeof SUBACK;
  packetId: number;
  reasonCodes: number[];
  properties: Properties;
}

export interface UnsubscribePacket {
  type: typeof UNSUBSCRIBE;
  packetId: number;
  filters: string[];
  properties: Properties;
}

/** In 3.1.1 an UNSUBACK carries no codes. */
export interface UnsubackPacket {
  type: typeof UNSUBACK;
  packetId: number;
  reasonCodes: number[];
  properties: Properties;
}

export interface DisconnectPacket {
  type: typeof DISCONNECT;
  reasonCode: number;
  properties: Properties;
}

export interface AuthPacket {
  type: typeof AUTH;
  reasonCode: number;
  properties: Properties;
}

/** A PUBLISH as an object: for clients, tests and cold paths. */
export interface PublishPacket {
  type: typeof PUBLISH;
  dup: boolean;
  qos: QoS;
  retain: boolean;
  topic: string;
  /** 0 for QoS 0. */
  packetId: number;
  payload: Buffer;
  properties: Properties;
}

export type Packet =
  | ConnectPacket
  | ConnackPacket
  | PublishPacket
  | AckPacket
  | SubscribePacket
  | SubackPacket
  | UnsubscribePacket
  | UnsubackPacket
  | { type: typeof PINGREQ }
  | { type: typeof PINGRESP }
  | DisconnectPacket
  | AuthPacket;

/**
 * HOT: the one struct a connection decodes each PUBLISH into. Offsets point into `bytes`, which belongs to the frame
 * reader and is valid only until the connection's `receive` returns; whoever keeps a message copies what it keeps.
 */
export class PublishView {
  bytes: Buffer = EMPTY;
  dup = false;
  qos: QoS = 0;
  retain = false;
  packetId = 0;
  /** Validated UTF-8 without wildcards; "" when only an alias stands for it (5.0). */
  topic = "";
  /** Topic bytes: [topicStart, topicEnd). */
  topicStart = 0;
  topicEnd = 0;
  /** Levels of the topic: one more than its slashes. */
  topicLevels = 0;
  /** 0 when absent. */
  topicAlias = 0;
  /** Undefined when absent; seconds. */
  messageExpiryInterval: number | undefined = undefined;
  payloadFormatIndicator: 0 | 1 = 0;
  /**
   * Property bytes to pass on unchanged to v5 receivers, in the order they came: all but topic alias and message
   * expiry [propertiesStart, propertiesEnd) when they are contiguous as sent, else rewritten into `passedProperties`.
   * Empty for v3 publishers.
   */
  passedProperties: Buffer = EMPTY;
  payloadStart = 0;
  payloadEnd = 0;
}

const EMPTY: Buffer = Buffer.alloc(0);
