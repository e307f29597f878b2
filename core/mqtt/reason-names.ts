/**
 * What reason codes are called. `name` is the specification's, for logs and Reason Strings; `key` names the translation;
 * `sentence` is the English one, written for the person whose device it happened to.
 */
export interface ReasonText {
  readonly key: string;
  readonly name: string;
  readonly sentence: string;
}

const TEXTS: readonly (readonly [code: number, key: string, name: string, sentence: string])[] = [
  [0x00, "success", "Success", "It was done."],
  [0x01, "grantedQos1", "Granted QoS 1", "The subscription was granted with QoS 1."],
  [0x02, "grantedQos2", "Granted QoS 2", "The subscription was granted with QoS 2."],
  [
    0x04,
    "disconnectWithWill",
    "Disconnect with Will Message",
    "The client left and asked for its will to be published.",
  ],
  [
    0x10,
    "noMatchingSubscribers",
    "No matching subscribers",
    "The message was accepted, but nobody subscribes to its topic.",
  ],
  [0x11, "noSubscriptionExisted", "No subscription existed", "There was no such subscription to remove."],
  [0x18, "continueAuthentication", "Continue authentication", "The authentication goes on with a further step."],
  [0x19, "reAuthenticate", "Re-authenticate", "The client starts a new authentication."],
  [0x80, "unspecifiedError", "Unspecified error", "It failed, and the other side does not say why."],
  [0x81, "malformedPacket", "Malformed Packet", "A packet could not be parsed."],
  [
    0x82,
    "protocolError",
    "Protocol Error",
    "A packet came that the protocol does not allow at this point, or not with these contents.",
  ],
  [
    0x83,
    "implementationSpecificError",
    "Implementation specific error",
    "The packet is valid, but this server does not accept it.",
  ],
  [
    0x84,
    "unsupportedProtocolVersion",
    "Unsupported Protocol Version",
    "This server does not speak the version of MQTT that the client asked for.",
  ],
  [0x85, "clientIdentifierNotValid", "Client Identifier not valid", "The client identifier is not allowed."],
  [0x86, "badUserNameOrPassword", "Bad User Name or Password", "The user name or the password is wrong."],
  [0x87, "notAuthorized", "Not authorized", "The device has no permission for this."],
  [0x88, "serverUnavailable", "Server unavailable", "The server cannot take the connection now."],
  [0x89, "serverBusy", "Server busy", "The server is busy; try again later."],
  [0x8a, "banned", "Banned", "This client has been shut out."],
  [0x8b, "serverShuttingDown", "Server shutting down", "The server is shutting down."],
  [
    0x8c,
    "badAuthenticationMethod",
    "Bad authentication method",
    "The authentication method is not supported, or not the one used before.",
  ],
  [
    0x8d,
    "keepAliveTimeout",
    "Keep Alive timeout",
    "Nothing came from the client for one and a half times its keep alive.",
  ],
  [0x8e, "sessionTakenOver", "Session taken over", "Another connection came with the same client identifier."],
  [0x8f, "topicFilterInvalid", "Topic Filter invalid", "The topic filter is not valid, or not accepted."],
  [0x90, "topicNameInvalid", "Topic Name invalid", "The topic name is not valid, or not accepted."],
  [
    0x91,
    "packetIdentifierInUse",
    "Packet Identifier in use",
    "The packet identifier is still in use: the two sides have different sessions.",
  ],
  [
    0x92,
    "packetIdentifierNotFound",
    "Packet Identifier not found",
    "The packet identifier is unknown: the two sides have different sessions.",
  ],
  [
    0x93,
    "receiveMaximumExceeded",
    "Receive Maximum exceeded",
    "More unacknowledged messages were sent than the receiver had allowed.",
  ],
  [
    0x94,
    "topicAliasInvalid",
    "Topic Alias invalid",
    "The topic alias is 0, unknown, or larger than the receiver had allowed.",
  ],
  [0x95, "packetTooLarge", "Packet too large", "The packet is larger than the receiver had allowed."],
  [0x96, "messageRateTooHigh", "Message rate too high", "The client sends too many messages a second."],
  [0x97, "quotaExceeded", "Quota exceeded", "A limit of the server or of the tenant has been reached."],
  [0x98, "administrativeAction", "Administrative action", "An administrator closed the connection."],
  [0x99, "payloadFormatInvalid", "Payload format invalid", "The payload is not the text that it claims to be."],
  [0x9a, "retainNotSupported", "Retain not supported", "Retained messages are not available."],
  [0x9b, "qosNotSupported", "QoS not supported", "The QoS is above the highest one available."],
  [0x9c, "useAnotherServer", "Use another server", "The client should use another server for now."],
  [0x9d, "serverMoved", "Server moved", "The client should use another server from now on."],
  [
    0x9e,
    "sharedSubscriptionsNotSupported",
    "Shared Subscriptions not supported",
    "Shared subscriptions are not available.",
  ],
  [0x9f, "connectionRateExceeded", "Connection rate exceeded", "Too many connections are being opened."],
  [0xa0, "maximumConnectTime", "Maximum connect time", "The connection had lasted as long as it is allowed to."],
  [
    0xa1,
    "subscriptionIdentifiersNotSupported",
    "Subscription Identifiers not supported",
    "Subscription identifiers are not available.",
  ],
  [
    0xa2,
    "wildcardSubscriptionsNotSupported",
    "Wildcard Subscriptions not supported",
    "Subscriptions with wildcards are not available.",
  ],
];

/** Every reason code of MQTT 5.0, by its byte. */
export const REASON_TEXTS: ReadonlyMap<number, ReasonText> = new Map(
  TEXTS.map(([code, key, name, sentence]) => [code, { key, name, sentence }]),
);

/** The specification's name of a reason code, for logs; the byte itself when it has none. */
export function reasonName(code: number): string {
  return REASON_TEXTS.get(code)?.name ?? `0x${code.toString(16).padStart(2, "0")}`;
}
