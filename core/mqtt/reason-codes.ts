/** Reason codes of MQTT 5.0 (2.4) by their names in the specification, and what they become in 3.1.1. */

export const SUCCESS = 0x00;
export const GRANTED_QOS_1 = 0x01;
export const GRANTED_QOS_2 = 0x02;
export const DISCONNECT_WITH_WILL = 0x04;
export const NO_MATCHING_SUBSCRIBERS = 0x10;
export const NO_SUBSCRIPTION_EXISTED = 0x11;
export const CONTINUE_AUTHENTICATION = 0x18;
export const RE_AUTHENTICATE = 0x19;
export const UNSPECIFIED_ERROR = 0x80;
export const MALFORMED_PACKET = 0x81;
export const PROTOCOL_ERROR = 0x82;
export const IMPLEMENTATION_SPECIFIC_ERROR = 0x83;
export const UNSUPPORTED_PROTOCOL_VERSION = 0x84;
export const CLIENT_IDENTIFIER_NOT_VALID = 0x85;
export const BAD_USER_NAME_OR_PASSWORD = 0x86;
export const NOT_AUTHORIZED = 0x87;
export const SERVER_UNAVAILABLE = 0x88;
export const SERVER_BUSY = 0x89;
export const BANNED = 0x8a;
export const SERVER_SHUTTING_DOWN = 0x8b;
export const BAD_AUTHENTICATION_METHOD = 0x8c;
export const KEEP_ALIVE_TIMEOUT = 0x8d;
export const SESSION_TAKEN_OVER = 0x8e;
export const TOPIC_FILTER_INVALID = 0x8f;
export const TOPIC_NAME_INVALID = 0x90;
export const PACKET_IDENTIFIER_IN_USE = 0x91;
export const PACKET_IDENTIFIER_NOT_FOUND = 0x92;
export const RECEIVE_MAXIMUM_EXCEEDED = 0x93;
export const TOPIC_ALIAS_INVALID = 0x94;
export const PACKET_TOO_LARGE = 0x95;
export const MESSAGE_RATE_TOO_HIGH = 0x96;
export const QUOTA_EXCEEDED = 0x97;
export const ADMINISTRATIVE_ACTION = 0x98;
export const PAYLOAD_FORMAT_INVALID = 0x99;
export const RETAIN_NOT_SUPPORTED = 0x9a;
export const QOS_NOT_SUPPORTED = 0x9b;
export const USE_ANOTHER_SERVER = 0x9c;
export const SERVER_MOVED = 0x9d;
export const SHARED_SUBSCRIPTIONS_NOT_SUPPORTED = 0x9e;
export const CONNECTION_RATE_EXCEEDED = 0x9f;
export const MAXIMUM_CONNECT_TIME = 0xa0;
export const SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED = 0xa1;
export const WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED = 0xa2;

/**
 * The peer broke the protocol. Thrown by the codec and the packet handlers, caught once per connection, where the
 * reason code becomes CONNACK or DISCONNECT (5.0) or a bare close (3.1, 3.1.1). Expected refusals are return values,
 * never this: a throw costs 3.6 µs.
 */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  readonly reasonCode: number;
  /** @param message for the log line and the Reason String; never holds a secret */
  constructor(reasonCode: number, message: string) {
    super(message);
    this.reasonCode = reasonCode;
  }
}

/** A CONNECT asked for a protocol this server does not speak [MQTT-3.1.2-1] [MQTT-3.1.2-2]. */
export class UnsupportedProtocolError extends ProtocolError {
  /** The level asked for, which tells whether the peer understands a CONNACK of 5.0; undefined when the name itself is unknown. */
  readonly protocolLevel: number | undefined;
  constructor(protocolLevel: number | undefined, message: string) {
    super(UNSUPPORTED_PROTOCOL_VERSION, message);
    this.protocolLevel = protocolLevel;
  }
}
