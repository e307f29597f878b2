import * as z from "zod/mini";
import { DEFAULT_LIMITS } from "#core/limits.ts";
import { validateTopicName } from "#core/topic.ts";
import { PAYLOAD_FORMATS } from "../formats/payload-format.ts";

/**
 * A connection as a person set it up: what the form edits, IndexedDB keeps and a file carries. One schema holds all
 * three to the same rules. Its messages are keys of `connections.fault`, so that the form says them at the field.
 * Nothing secret is part of it: a password lives in memory only.
 */

const UINT16_MAX = 0xffff;
const UINT32_MAX = 0xffff_ffff;
/** What a CONNECT can carry of one string. */
const STRING_BYTES_MAX = 0xffff;
/** A will travels within the CONNECT, which the broker bounds. */
const WILL_PAYLOAD_BYTES_MAX = 32 * 1024;
export const NAME_CHARS_MAX = 80;
export const USER_PROPERTIES_MAX = 50;
export const SUBSCRIPTIONS_MAX = 200;

const utf8 = new TextEncoder();
const bytes = (text: string): number => utf8.encode(text).byteLength;

const text = (bytesMax = STRING_BYTES_MAX) =>
  z.string().check(
    z.refine((value) => bytes(value) <= bytesMax, "textTooLong"),
    z.refine((value) => !value.includes("\0"), "nullCharacter"),
  );
const whole = (min: number, max: number) =>
  z.number("notANumber").check(z.int("notWhole"), z.gte(min, "outOfRange"), z.lte(max, "outOfRange"));
const optionalWhole = (min: number, max: number) => z.optional(whole(min, max));

const topicName = text().check(
  z.refine((topic) => topic === "" || validateTopicName(topic, DEFAULT_LIMITS) === undefined, "topicName"),
);
const qos = z.literal([0, 1, 2]);

const userProperty = z.object({ name: text(), value: text(), enabled: z.boolean() });
const userProperties = z.array(userProperty).check(
  z.maxLength(USER_PROPERTIES_MAX, "tooManyProperties"),
  z.refine((rows) => rows.every(({ name, enabled }) => !enabled || name !== ""), "propertyWithoutName"),
);

const will = z.object({
  /** Empty: the connection has no will. */
  topic: topicName,
  qos,
  retain: z.boolean(),
  payload: text(WILL_PAYLOAD_BYTES_MAX),
  /** From here on 5.0 only. */
  payloadFormatIndicator: z.boolean(),
  willDelayIntervalSeconds: optionalWhole(0, UINT32_MAX),
  messageExpiryIntervalSeconds: optionalWhole(0, UINT32_MAX),
  contentType: text(),
  responseTopic: topicName,
  correlationData: text(),
  userProperties,
});

const principal = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("wholeTenant") }),
  z.object({ kind: z.literal("readOnly") }),
  z.object({
    kind: z.literal("device"),
    device: z.object({ id: z.string().check(z.maxLength(100)), name: z.string().check(z.maxLength(200)) }),
  }),
  z.object({ kind: z.literal("credentials"), username: text().check(z.minLength(1, "usernameMissing")) }),
]);

/** A wish as it is kept; what later versions of the page add to one is kept too. */
const subscription = z.looseObject({
  id: z.number().check(z.int()),
  filter: text(),
  qos,
  alias: z.optional(text()),
  colour: z.optional(z.string().check(z.regex(/^#[0-9a-f]{6}$/))),
  decodeAs: z.optional(z.enum(PAYLOAD_FORMATS)),
  paused: z.optional(z.boolean()),
  noLocal: z.optional(z.boolean()),
  retainAsPublished: z.optional(z.boolean()),
  retainHandling: z.optional(z.literal([0, 1, 2])),
  subscriptionIdentifier: z.optional(z.number()),
});

export const profileSchema = z
  .object({
    id: z.string().check(z.minLength(1), z.maxLength(100)),
    name: z.string().check(z.trim(), z.minLength(1, "nameMissing"), z.maxLength(NAME_CHARS_MAX, "textTooLong")),
    /** Milliseconds since the epoch; the list's order. */
    createdAt: z.number(),
    principal,
    /** Of a username and password. SCRAM proves the password without sending it, in 5.0 only. */
    authentication: z._default(z.enum(["password", "SCRAM-SHA-256"]), "password"),
    listener: z.enum(["ws", "wss"]),
    /** Empty: the broker gives one. */
    clientId: text(DEFAULT_LIMITS.clientIdBytesMax),
    /** Each connect makes it another by the time, so that no two pages take over from each other. */
    clientIdTimestamp: z.boolean(),
    protocolVersion: z.literal([4, 5]),
    /** Clean Start in 5.0, Clean Session in 3.1.1. */
    cleanStart: z.boolean(),
    keepAliveSeconds: whole(0, UINT16_MAX),
    connectTimeoutSeconds: whole(1, 300),
    autoReconnect: z.boolean(),
    /** The first wait, which doubles. */
    reconnectPeriodSeconds: whole(1, 3_600),
    /** From here on 5.0 only. */
    sessionExpiryIntervalSeconds: optionalWhole(0, UINT32_MAX),
    receiveMaximum: optionalWhole(1, UINT16_MAX),
    maximumPacketSizeBytes: optionalWhole(100, 268_435_455),
    topicAliasMaximum: optionalWhole(0, UINT16_MAX),
    requestResponseInformation: z.optional(z.boolean()),
    requestProblemInformation: z.optional(z.boolean()),
    userProperties,
    will,
    subscriptions: z.array(subscription).check(z.maxLength(SUBSCRIPTIONS_MAX)),
  })
  .check(
    // Without a client id there is no session to come back to [MQTT-3.1.3-8].
    z.refine(({ clientId, cleanStart, protocolVersion }) => clientId !== "" || cleanStart || protocolVersion === 5, {
      path: ["clientId"],
      error: "clientIdForSession",
    }),
  );

export type ConnectionProfile = z.output<typeof profileSchema>;
export type Will = ConnectionProfile["will"];
export type UserProperty = z.output<typeof userProperty>;

/** What is wrong with a profile, by the field's path, such as `will.topic`; undefined when nothing is. */
export function profileFaults(profile: ConnectionProfile): ReadonlyMap<string, string> | undefined {
  const result = profileSchema.safeParse(profile);
  if (result.success) return undefined;
  const faults = new Map<string, string>();
  for (const { path, message } of result.error.issues) {
    // A row of user properties is said at their table.
    const end = path.indexOf("userProperties");
    const field = (end === -1 ? path : path.slice(0, end + 1)).join(".");
    if (!faults.has(field)) faults.set(field, message);
  }
  return faults;
}
