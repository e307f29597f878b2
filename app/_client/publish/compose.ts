import { firstIllFormedByte, utf8Length } from "#core/mqtt/utf8.ts";
import { type TopicFault, type TopicLimits, validateTopicName } from "#core/topic.ts";
import { utf8Bytes } from "../formats/byte-writer.ts";
import { encodePayload } from "../formats/encode.ts";
import { placeOf, type TextFault, type TextPlace } from "../formats/payload-format.ts";
import type { OutgoingMessage } from "../protocol.ts";
import type { PublishProperties } from "../publish-properties.ts";
import type { DraftProperties, PublishDraft } from "./draft.ts";
import { type Expansion, expandVariables, offsetBeforeExpansion, type VariableSource } from "./variables.ts";

/** What the broker takes, as it said in CONNACK or as is known of it. */
export interface PublishLimits extends TopicLimits {
  readonly maximumPacketSizeBytes: number;
  /** 0 when the broker takes no topic alias, or none is connected to. */
  readonly topicAliasMaximum: number;
}

export interface ComposeOptions {
  readonly protocolVersion: 4 | 5;
  readonly limits: PublishLimits;
  readonly source: VariableSource;
  /** The payload goes as text when it is not what its format says, and unknown variables as they stand. */
  readonly anyway?: boolean;
}

/** Why a message is not sent as it stands in the form. */
export type ComposeFault =
  | { readonly field: "topic"; readonly fault: TopicFault }
  /** `place` is in the payload as the person wrote it. */
  | { readonly field: "payload"; readonly fault: TextFault; readonly place: TextPlace }
  | { readonly field: "variables"; readonly names: readonly string[] }
  | { readonly field: "properties"; readonly fault: PropertiesFault }
  | { readonly field: "size"; readonly bytes: number; readonly bytesMax: number };

export type PropertiesFault =
  | "responseTopicInvalid"
  | "messageExpiryRange"
  | "topicAliasRange"
  | "tooLong"
  | "payloadNotUtf8";

export interface Composed {
  /** Undefined when a fault forbids it. */
  readonly message: OutgoingMessage | undefined;
  readonly faults: readonly ComposeFault[];
  /** The texts with their variables replaced. */
  readonly topic: Expansion;
  readonly payload: Expansion;
}

/** Faults that a person may send in spite of. */
export function mayBeSentAnyway({ field }: ComposeFault): boolean {
  return field === "payload" || field === "variables";
}

/** The longest string or binary of MQTT. */
const LENGTH_MAX_BYTES = 0xffff;
const FOUR_BYTES_MAX = 0xffff_ffff;

/** Makes of a form what can be sent: variables replaced, the payload encoded, everything checked that can be. */
export function composeMessage(draft: PublishDraft, options: ComposeOptions): Composed {
  const { protocolVersion, limits, source, anyway = false } = options;
  const topic = expandVariables(draft.topic, source);
  const payload = expandVariables(draft.payload, source);
  const faults: ComposeFault[] = [];

  const topicFault = validateTopicName(topic.text, limits);
  if (topicFault !== undefined) faults.push({ field: "topic", fault: topicFault });
  const encoded = encodePayload(draft.format, payload.text);
  if (!encoded.ok && !anyway) {
    const offset = offsetBeforeExpansion(payload, encoded.place.offset);
    faults.push({ field: "payload", fault: encoded.fault, place: placeOf(draft.payload, offset) });
  }
  const made =
    protocolVersion === 5 ? makeProperties(draft.properties, limits, source) : { properties: undefined, unknown: [] };
  const names = [...topic.unknown, ...payload.unknown, ...made.unknown].map(({ words }) => words);
  if (names.length > 0 && !anyway) faults.push({ field: "variables", names: [...new Set(names)] });
  if (made.fault !== undefined) faults.push({ field: "properties", fault: made.fault });
  const bytes = encoded.ok ? encoded.bytes : utf8Bytes(payload.text);
  if (draft.properties.payloadIsUtf8 && protocolVersion === 5 && firstIllFormedByte(bytes, 0, bytes.length) !== -1) {
    faults.push({ field: "properties", fault: "payloadNotUtf8" });
  }

  const { qos, retain } = draft;
  const message: OutgoingMessage = { topic: topic.text, payload: bytes, qos, retain, properties: made.properties };
  const size = publishPacketBytesMax(message);
  if (size > limits.maximumPacketSizeBytes) {
    faults.push({ field: "size", bytes: size, bytesMax: limits.maximumPacketSizeBytes });
  }
  return { message: faults.length === 0 ? message : undefined, faults, topic, payload };
}

interface MadeProperties {
  readonly properties: PublishProperties | undefined;
  readonly unknown: Expansion["unknown"];
  readonly fault?: PropertiesFault;
}

function makeProperties(draft: DraftProperties, limits: PublishLimits, source: VariableSource): MadeProperties {
  const unknown: Expansion["unknown"][number][] = [];
  const expand = (text: string): string => {
    const expansion = expandVariables(text, source);
    unknown.push(...expansion.unknown);
    return expansion.text;
  };
  const contentType = expand(draft.contentType);
  const responseTopic = expand(draft.responseTopic);
  const correlationData = expand(draft.correlationData);
  const userProperties = draft.userProperties.map(([name, value]) => [expand(name), expand(value)] as const);
  const properties: PublishProperties = {
    ...(contentType !== "" && { contentType }),
    ...(draft.payloadIsUtf8 && { payloadIsUtf8: true }),
    ...(draft.messageExpiryIntervalSeconds !== undefined && {
      messageExpiryIntervalSeconds: draft.messageExpiryIntervalSeconds,
    }),
    ...(draft.topicAlias !== undefined && { topicAlias: draft.topicAlias }),
    ...(responseTopic !== "" && { responseTopic }),
    ...(correlationData !== "" && { correlationData: utf8Bytes(correlationData) }),
    ...(userProperties.length > 0 && { userProperties }),
  };
  const texts = [contentType, correlationData, ...userProperties.flat()];
  const { topicAlias = 1, messageExpiryIntervalSeconds: expiry = 0 } = draft;
  const fault: PropertiesFault | undefined =
    responseTopic !== "" && validateTopicName(responseTopic, limits) !== undefined
      ? "responseTopicInvalid"
      : !Number.isInteger(expiry) || expiry < 0 || expiry > FOUR_BYTES_MAX
        ? "messageExpiryRange"
        : draft.topicAlias !== undefined && !(topicAlias >= 1 && topicAlias <= limits.topicAliasMaximum)
          ? "topicAliasRange"
          : texts.some((text) => utf8Length(text) > LENGTH_MAX_BYTES)
            ? "tooLong"
            : undefined;
  const none = Object.keys(properties).length === 0;
  return { properties: none ? undefined : properties, unknown, ...(fault !== undefined && { fault }) };
}

/** Fixed header, lengths and packet id at their longest; format indicator, expiry and alias with their identifiers. */
const FRAME_BYTES = 1 + 4 + 2 + 2 + 4 + 2 + 5 + 3;

/** What the PUBLISH takes on the wire; a few bytes more than it does where lengths are written shorter. */
export function publishPacketBytesMax({ topic, payload, properties = {} }: OutgoingMessage): number {
  const { contentType, responseTopic, correlationData, userProperties = [] } = properties;
  let bytes = FRAME_BYTES + utf8Length(topic) + payload.byteLength;
  for (const text of [contentType, responseTopic]) if (text !== undefined) bytes += 3 + utf8Length(text);
  if (correlationData !== undefined) bytes += 3 + correlationData.byteLength;
  for (const [name, value] of userProperties) bytes += 5 + utf8Length(name) + utf8Length(value);
  return bytes;
}
