/**
 * Every limit of the broker in one place, with its unit in its name and the answer a client gets at it.
 * docs/limits.md is the same table for people.
 */
export interface Limits {
  /** Largest packet accepted, header included. Above: DISCONNECT 0x95 (v5), close (v3). */
  readonly maximumPacketSizeBytes: number;
  /** Largest CONNECT accepted, and largest AUTH before CONNACK: of strangers. Above: CONNACK 0x95 (v5), close (v3). */
  readonly connectPacketSizeBytes: number;
  /** Levels of a topic name or filter. Above: DISCONNECT 0x90 for a PUBLISH, CONNACK 0x90 for a will, SUBACK 0x8F. */
  readonly topicLevelsMax: number;
  /** Bytes of a topic name or filter. Above: as for levels. */
  readonly topicBytesMax: number;
  /** Bytes of a client identifier. Above: CONNACK 0x85. The specification's own ceiling. */
  readonly clientIdBytesMax: number;
  /** Longest keep alive granted; a longer request is answered with Server Keep Alive (v5). */
  readonly keepAliveSecondsMax: number;
  /** Seconds between TCP accept and the CONNACK; for TLS and WebSocket to stand, as many before. Then: close. */
  readonly connectTimeoutSeconds: number;
  /** Open connections of one IP address (or IPv6 /64) whose CONNECT is not accepted yet. Above: close. */
  readonly unauthenticatedPerAddressMax: number;
  /** Failed logins in a row from one address (or IPv6 /64) before it must wait, 0 for any number. Above: CONNACK 0x9F, for longer each time. */
  readonly failedLoginsPerAddressMax: number;
  /** The same under the name of one device; from where it came in before, only those from there count. */
  readonly failedLoginsPerDeviceMax: number;
  /** Unacknowledged QoS 1/2 PUBLISHes the broker accepts from one client (its Receive Maximum). Above: DISCONNECT 0x93 (v5). */
  readonly receiveMaximum: number;
  /** Unacknowledged QoS 1/2 PUBLISHes the broker sends one client, or as few as it asks for. Above: they are queued. */
  readonly inflightMax: number;
  /** Topic aliases a client may set (0 turns aliases off), and the most we use towards one. Above: DISCONNECT 0x94. */
  readonly topicAliasMaximum: number;
  /** Messages queued for one session. At it: the oldest is dropped, counted, or the newest refused (`fullQueue`). */
  readonly queuedMessagesMax: number;
  /** Bytes queued for one session. At it: as for the count. */
  readonly queuedBytesMax: number;
  /** Bytes waiting in one socket before QoS 0 to it is dropped, counted. */
  readonly outboundBytesMax: number;
  /** Filters of one session. Above: SUBACK 0x97. */
  readonly subscriptionsPerSessionMax: number;
  /** Bytes that the subscriptions of one session take of us: some hundred each, and more for each level. Above: SUBACK 0x97. */
  readonly subscriptionBytesPerSessionMax: number;
  /** The same of one tenant. Above: SUBACK 0x97. */
  readonly subscriptionBytesPerTenantMax: number;
  /** Filters in one SUBSCRIBE or UNSUBSCRIBE. Above: DISCONNECT 0x97. */
  readonly filtersPerPacketMax: number;
  /** Retained messages of one tenant. Above: PUBACK or PUBREC 0x97 (v5); QoS 0 and v3 is delivered, not kept, counted. */
  readonly retainedPerTenantMax: number;
  /** Bytes of retained messages of one tenant: topics, properties and payloads. Above: as for the count. */
  readonly retainedBytesPerTenantMax: number;
  /** Open connections of one tenant. Above: CONNACK 0x97. */
  readonly connectionsPerTenantMax: number;
  /** Longest session expiry granted, in seconds; more is answered with the granted value (v5). */
  readonly sessionExpirySecondsMax: number;
  /** Sessions kept of one tenant, online or not. Above: CONNACK 0x97. */
  readonly sessionsPerTenantMax: number;
  /** PUBLISHes per second of one connection, 0 for unlimited. Above: its socket is read more slowly. */
  readonly publishesPerSecondMax: number;
  /** Seconds that a CONNACK, SUBACK or UNSUBACK waits for the database. Then: CONNACK 0x88, SUBACK 0x83 (v5), 3 and 0x80 (v3); close. */
  readonly storeWaitSecondsMax: number;
  /** Days that a tenant's events are kept; 0 keeps none. */
  readonly eventsKeptDays: number;
  /** Events of one tenant kept per second, over five minutes. Above: counted, and the count is kept. */
  readonly eventsKeptPerSecondMax: number;
  /** Open connections of one device. Above: CONNACK 0x97. */
  readonly connectionsPerDeviceMax: number;
  /** Sessions kept of one device, online or not. Above: CONNACK 0x97. */
  readonly sessionsPerDeviceMax: number;
  /** CONNECTs per second of one tenant, 0 for unlimited. Above: CONNACK 0x9F. */
  readonly connectsPerSecondPerTenantMax: number;
  /** PUBLISHes per second from one tenant's clients together, 0 for unlimited. Above: their sockets are read more slowly. */
  readonly messagesInPerSecondPerTenantMax: number;
  /** The same of one device's connections together. */
  readonly messagesInPerSecondPerDeviceMax: number;
  /** PUBLISHes per second to one tenant's clients together, 0 for unlimited. Above: QoS 0 is dropped, counted; the rest waits. */
  readonly messagesOutPerSecondPerTenantMax: number;
  /** The same to one device's connections together. */
  readonly messagesOutPerSecondPerDeviceMax: number;
  /** MQTT bytes per second from one tenant's clients together, 0 for unlimited. Above: their sockets are read more slowly. */
  readonly bytesInPerSecondPerTenantMax: number;
  /** The same of one device's connections together. */
  readonly bytesInPerSecondPerDeviceMax: number;
  /** Bytes of PUBLISHes per second to one tenant's clients together, 0 for unlimited. Above: as for messages. */
  readonly bytesOutPerSecondPerTenantMax: number;
  /** The same to one device's connections together. */
  readonly bytesOutPerSecondPerDeviceMax: number;
  /** Bytes queued for all sessions of one tenant, in memory and on disk. At it: as for one session. */
  readonly queuedBytesPerTenantMax: number;
}

/** Safe for a machine with 1 GiB of memory; every one can be set by configuration. */
export const DEFAULT_LIMITS: Limits = {
  maximumPacketSizeBytes: 1024 * 1024,
  connectPacketSizeBytes: 256 * 1024,
  topicLevelsMax: 128,
  topicBytesMax: 65_535,
  clientIdBytesMax: 65_535,
  keepAliveSecondsMax: 65_535,
  connectTimeoutSeconds: 10,
  unauthenticatedPerAddressMax: 2_000,
  failedLoginsPerAddressMax: 100,
  failedLoginsPerDeviceMax: 20,
  receiveMaximum: 1_024,
  inflightMax: 64,
  topicAliasMaximum: 32,
  queuedMessagesMax: 10_000,
  queuedBytesMax: 64 * 1024 * 1024,
  outboundBytesMax: 4 * 1024 * 1024,
  subscriptionsPerSessionMax: 10_000,
  subscriptionBytesPerSessionMax: 16 * 1024 * 1024,
  subscriptionBytesPerTenantMax: 256 * 1024 * 1024,
  filtersPerPacketMax: 1_000,
  retainedPerTenantMax: 1_000_000,
  retainedBytesPerTenantMax: 256 * 1024 * 1024,
  connectionsPerTenantMax: 100_000,
  sessionExpirySecondsMax: 90 * 24 * 60 * 60,
  sessionsPerTenantMax: 200_000,
  publishesPerSecondMax: 0,
  storeWaitSecondsMax: 5,
  eventsKeptDays: 7,
  eventsKeptPerSecondMax: 20,
  connectionsPerDeviceMax: 100_000,
  sessionsPerDeviceMax: 200_000,
  connectsPerSecondPerTenantMax: 0,
  messagesInPerSecondPerTenantMax: 0,
  messagesInPerSecondPerDeviceMax: 0,
  messagesOutPerSecondPerTenantMax: 0,
  messagesOutPerSecondPerDeviceMax: 0,
  bytesInPerSecondPerTenantMax: 0,
  bytesInPerSecondPerDeviceMax: 0,
  bytesOutPerSecondPerTenantMax: 0,
  bytesOutPerSecondPerDeviceMax: 0,
  queuedBytesPerTenantMax: 8 * 1024 * 1024 * 1024,
};

/** The least and the most that each may be set to. */
export const LIMIT_RANGES: Readonly<Record<keyof Limits, readonly [min: number, max: number]>> = {
  // A CONNECT with nothing but a name and a password must fit; what MQTT itself can say is the end.
  maximumPacketSizeBytes: [1024, 268_435_460],
  connectPacketSizeBytes: [1024, 268_435_460],
  topicLevelsMax: [1, 65_535],
  topicBytesMax: [1, 65_535],
  // [MQTT-3.1.3-5]
  clientIdBytesMax: [23, 65_535],
  keepAliveSecondsMax: [1, 65_535],
  connectTimeoutSeconds: [1, 3_600],
  unauthenticatedPerAddressMax: [1, 1_000_000],
  failedLoginsPerAddressMax: [0, 1_000_000],
  failedLoginsPerDeviceMax: [0, 1_000_000],
  receiveMaximum: [1, 65_535],
  inflightMax: [1, 65_535],
  topicAliasMaximum: [0, 65_535],
  queuedMessagesMax: [1, 10_000_000],
  queuedBytesMax: [1024, 2 ** 40],
  outboundBytesMax: [1024, 2 ** 31],
  subscriptionsPerSessionMax: [1, 1_000_000],
  // Room for one filter at least.
  subscriptionBytesPerSessionMax: [1024, 2 ** 40],
  subscriptionBytesPerTenantMax: [1024, 2 ** 40],
  filtersPerPacketMax: [1, 100_000],
  retainedPerTenantMax: [0, 100_000_000],
  retainedBytesPerTenantMax: [0, 2 ** 40],
  connectionsPerTenantMax: [1, 10_000_000],
  // 0xFFFFFFFF, which 5.0 calls "never".
  sessionExpirySecondsMax: [0, 4_294_967_295],
  sessionsPerTenantMax: [1, 10_000_000],
  publishesPerSecondMax: [0, 1_000_000],
  storeWaitSecondsMax: [1, 600],
  eventsKeptDays: [0, 3_650],
  eventsKeptPerSecondMax: [1, 10_000],
  connectionsPerDeviceMax: [1, 10_000_000],
  sessionsPerDeviceMax: [1, 10_000_000],
  connectsPerSecondPerTenantMax: [0, 1_000_000],
  messagesInPerSecondPerTenantMax: [0, 100_000_000],
  messagesInPerSecondPerDeviceMax: [0, 100_000_000],
  messagesOutPerSecondPerTenantMax: [0, 100_000_000],
  messagesOutPerSecondPerDeviceMax: [0, 100_000_000],
  bytesInPerSecondPerTenantMax: [0, 2 ** 40],
  bytesInPerSecondPerDeviceMax: [0, 2 ** 40],
  bytesOutPerSecondPerTenantMax: [0, 2 ** 40],
  bytesOutPerSecondPerDeviceMax: [0, 2 ** 40],
  queuedBytesPerTenantMax: [1024, 2 ** 50],
};

/** The variable of the environment that sets a limit: `LIMIT_TOPIC_LEVELS_MAX` for `topicLevelsMax`. */
export function limitVariable(name: keyof Limits): string {
  return `LIMIT_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** Bans of one tenant that hold at a time: all are in the broker's memory. */
export const BANS_PER_TENANT_MAX = 10_000;
/** Of a client id that a ban names; it is part of a key in Postgres. */
export const BAN_CLIENT_ID_CHARS_MAX = 256;

/** Lengths of what people type; the database and the forms use the same numbers. */
export const TEXT_LIMITS = {
  emailCharsMax: 254,
  passwordCharsMin: 10,
  passwordCharsMax: 200,
  personNameCharsMax: 100,
  tenantNameCharsMax: 80,
  tenantSlugCharsMin: 2,
  tenantSlugCharsMax: 40,
  deviceNameCharsMax: 128,
  deviceDescriptionCharsMax: 500,
  labelKeyCharsMax: 63,
  labelValueCharsMax: 255,
  labelsMax: 32,
  apiKeyNameCharsMax: 80,
  credentialNameCharsMax: 80,
} as const;

/** How much of roles, rules and groups there may be: what a CONNECT and a change of rules may cost. docs/roles.md. */
export const ACCESS_LIMITS = {
  rolesPerTenantMax: 200,
  rulesPerRoleMax: 200,
  /** Of all roles together: one device can carry no more, whatever groups it is in. */
  rulesPerTenantMax: 2_000,
  rolesPerDeviceMax: 16,
  groupsPerTenantMax: 100,
  rolesPerGroupMax: 16,
  selectorLabelsMax: 8,
  groupPriorityMax: 1_000,
  testsPerRoleMax: 50,
  /** The oldest is let go of. */
  versionsPerRoleMax: 100,
  roleNameCharsMax: 64,
  descriptionCharsMax: 500,
  versionNoteCharsMax: 200,
  testNameCharsMax: 100,
} as const;
