import {
  type AckPacket,
  AUTH,
  type AuthPacket,
  CONNECT,
  type ConnectPacket,
  DISCONNECT,
  type DisconnectPacket,
  PINGREQ,
  type Properties,
  type ProtocolVersion,
  PUBACK,
  PUBCOMP,
  PUBLISH,
  PUBREC,
  PUBREL,
  type PublishPacket,
  type QoS,
  SUBSCRIBE,
  type SubscribePacket,
  type SubscribeRequest,
  UNSUBSCRIBE,
  type UnsubscribePacket,
} from "#core/mqtt/packets.ts";

/** Packets as a client makes them, with the fields that a test does not care about filled in. */

export interface WillOptions {
  readonly topic: string;
  readonly payload?: string;
  readonly qos?: QoS;
  readonly retain?: boolean;
  readonly properties?: Properties;
}

export interface ConnectOptions {
  readonly clientId?: string;
  /** Clean Session / Clean Start; true unless `persistent`. */
  readonly clean?: boolean;
  /** Resumes and keeps the session: Clean Session 0, or Clean Start 0 with a Session Expiry Interval of an hour. */
  readonly persistent?: boolean;
  readonly keepAlive?: number;
  readonly will?: WillOptions;
  readonly username?: string;
  readonly password?: string;
  readonly properties?: Properties;
}

export function connect(version: ProtocolVersion, options: ConnectOptions = {}): ConnectPacket {
  const { will, persistent = false } = options;
  const kept: Properties = persistent && version === 5 ? { sessionExpiryInterval: 3600 } : {};
  return {
    type: CONNECT,
    protocolVersion: version,
    bridge: false,
    cleanStart: options.clean ?? !persistent,
    keepAlive: options.keepAlive ?? 0,
    clientId: options.clientId ?? "client",
    will: will && {
      topic: will.topic,
      payload: Buffer.from(will.payload ?? ""),
      qos: will.qos ?? 0,
      retain: will.retain ?? false,
      properties: will.properties ?? {},
    },
    username: options.username,
    password: options.password === undefined ? undefined : Buffer.from(options.password),
    properties: { ...kept, ...options.properties },
  };
}

export interface PublishOptions {
  readonly topic: string;
  readonly payload?: string | Buffer;
  readonly qos?: QoS;
  readonly packetId?: number;
  readonly dup?: boolean;
  readonly retain?: boolean;
  readonly properties?: Properties;
}

export function publish(options: PublishOptions): PublishPacket {
  const { topic, payload = "message", qos = 0, packetId = qos === 0 ? 0 : 1, dup = false, retain = false } = options;
  const properties = options.properties ?? {};
  return { type: PUBLISH, topic, payload: Buffer.from(payload), qos, packetId, dup, retain, properties };
}

export type Request = Partial<SubscribeRequest> & { readonly filter: string };

export function subscribe(
  packetId: number,
  requests: readonly Request[],
  properties: Properties = {},
): SubscribePacket {
  const defaults = { qos: 0, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
  return { type: SUBSCRIBE, packetId, requests: requests.map((r) => ({ ...defaults, ...r })), properties };
}

export function unsubscribe(packetId: number, ...filters: string[]): UnsubscribePacket {
  return { type: UNSUBSCRIBE, packetId, filters, properties: {} };
}

export function puback(packetId: number, reasonCode = 0, properties: Properties = {}): AckPacket {
  return { type: PUBACK, packetId, reasonCode, properties };
}

export function pubrec(packetId: number, reasonCode = 0, properties: Properties = {}): AckPacket {
  return { type: PUBREC, packetId, reasonCode, properties };
}

export function pubrel(packetId: number, reasonCode = 0, properties: Properties = {}): AckPacket {
  return { type: PUBREL, packetId, reasonCode, properties };
}

export function pubcomp(packetId: number, reasonCode = 0, properties: Properties = {}): AckPacket {
  return { type: PUBCOMP, packetId, reasonCode, properties };
}

export function disconnect(reasonCode = 0, properties: Properties = {}): DisconnectPacket {
  return { type: DISCONNECT, reasonCode, properties };
}

export function auth(reasonCode: number, properties: Properties = {}): AuthPacket {
  return { type: AUTH, reasonCode, properties };
}

export const pingreq = { type: PINGREQ } as const;
