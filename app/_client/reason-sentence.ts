import * as reason from "#core/mqtt/reason-codes.ts";

/** The packet whose reason code is explained. */
export type ReasonPacket = "connack" | "suback" | "puback" | "disconnect";

/**
 * Keys of `client.reason` in the messages: one sentence a code, saying what it means for this page and what to do
 * next. Not authorized means something else in each packet.
 */
const KEYS = {
  [reason.UNSPECIFIED_ERROR]: "unspecifiedError",
  [reason.MALFORMED_PACKET]: "malformedPacket",
  [reason.PROTOCOL_ERROR]: "protocolError",
  [reason.IMPLEMENTATION_SPECIFIC_ERROR]: "implementationSpecificError",
  [reason.UNSUPPORTED_PROTOCOL_VERSION]: "unsupportedProtocolVersion",
  [reason.CLIENT_IDENTIFIER_NOT_VALID]: "clientIdentifierNotValid",
  [reason.BAD_USER_NAME_OR_PASSWORD]: "badUserNameOrPassword",
  [reason.NOT_AUTHORIZED]: "notAuthorized",
  [reason.SERVER_UNAVAILABLE]: "serverUnavailable",
  [reason.SERVER_BUSY]: "serverBusy",
  [reason.BANNED]: "banned",
  [reason.SERVER_SHUTTING_DOWN]: "serverShuttingDown",
  [reason.BAD_AUTHENTICATION_METHOD]: "badAuthenticationMethod",
  [reason.KEEP_ALIVE_TIMEOUT]: "keepAliveTimeout",
  [reason.SESSION_TAKEN_OVER]: "sessionTakenOver",
  [reason.TOPIC_FILTER_INVALID]: "topicFilterInvalid",
  [reason.TOPIC_NAME_INVALID]: "topicNameInvalid",
  [reason.PACKET_IDENTIFIER_IN_USE]: "packetIdentifierInUse",
  [reason.PACKET_IDENTIFIER_NOT_FOUND]: "packetIdentifierNotFound",
  [reason.RECEIVE_MAXIMUM_EXCEEDED]: "receiveMaximumExceeded",
  [reason.TOPIC_ALIAS_INVALID]: "topicAliasInvalid",
  [reason.PACKET_TOO_LARGE]: "packetTooLarge",
  [reason.MESSAGE_RATE_TOO_HIGH]: "messageRateTooHigh",
  [reason.QUOTA_EXCEEDED]: "quotaExceeded",
  [reason.ADMINISTRATIVE_ACTION]: "administrativeAction",
  [reason.PAYLOAD_FORMAT_INVALID]: "payloadFormatInvalid",
  [reason.RETAIN_NOT_SUPPORTED]: "retainNotSupported",
  [reason.QOS_NOT_SUPPORTED]: "qosNotSupported",
  [reason.USE_ANOTHER_SERVER]: "useAnotherServer",
  [reason.SERVER_MOVED]: "serverMoved",
  [reason.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED]: "sharedSubscriptionsNotSupported",
  [reason.CONNECTION_RATE_EXCEEDED]: "connectionRateExceeded",
  [reason.MAXIMUM_CONNECT_TIME]: "maximumConnectTime",
  [reason.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED]: "subscriptionIdentifiersNotSupported",
  [reason.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED]: "wildcardSubscriptionsNotSupported",
} as const;

/** CONNACK return codes of 3.1 and 3.1.1, as the 5.0 codes that say the same. */
const FROM_3_1_1: Readonly<Record<number, keyof typeof KEYS>> = {
  1: reason.UNSUPPORTED_PROTOCOL_VERSION,
  2: reason.CLIENT_IDENTIFIER_NOT_VALID,
  3: reason.SERVER_UNAVAILABLE,
  4: reason.BAD_USER_NAME_OR_PASSWORD,
  5: reason.NOT_AUTHORIZED,
};

type Sentence = (typeof KEYS)[keyof typeof KEYS];
export type ReasonKey =
  | Exclude<Sentence, "notAuthorized">
  | "notAuthorizedConnack"
  | "notAuthorizedSuback"
  | "notAuthorizedPuback"
  | "notAuthorizedDisconnect"
  | "unknown";

const NOT_AUTHORIZED_IN = {
  connack: "notAuthorizedConnack",
  suback: "notAuthorizedSuback",
  puback: "notAuthorizedPuback",
  disconnect: "notAuthorizedDisconnect",
} as const satisfies Record<ReasonPacket, ReasonKey>;

/** The message key of the sentence for a refusal's reason code. */
export function reasonKey(packet: ReasonPacket, code: number): ReasonKey {
  const known = packet === "connack" ? (FROM_3_1_1[code] ?? code) : code;
  const key: Sentence | undefined = KEYS[known as keyof typeof KEYS];
  if (key === undefined) return "unknown";
  return key === "notAuthorized" ? NOT_AUTHORIZED_IN[packet] : key;
}

/** `0x87`, as the specification writes it. */
export function reasonHex(code: number): string {
  return `0x${code.toString(16).toUpperCase().padStart(2, "0")}`;
}
