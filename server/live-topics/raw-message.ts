import { RAW_PAYLOAD_BYTES_TOLD, type RawMessage, type RawProperties } from "#core/live-topics.ts";
import { Cursor } from "#core/mqtt/cursor.ts";
import { decodeProperties } from "#core/mqtt/decode-properties.ts";
import { variableByteIntegerLength, writeVariableByteInteger } from "#core/mqtt/packet-writer.ts";
import { PUBLISH } from "#core/mqtt/packets.ts";
import type { Message } from "../message.ts";
import type { Session } from "../session.ts";
import type { KeptMessage } from "./kept-messages.ts";

/** User properties that are told: a PUBLISH may have thousands. */
const USER_PROPERTIES_TOLD_MAX = 100;
const PROPERTY_CHARS_TOLD = 4_096;

/**
 * A copy of a message that outlives the chunk it came in, in the words of a viewer.
 * @param seq which message of its selection it is
 */
export function keepMessage(
  message: Message,
  publisher: Session | undefined,
  seq: number,
  atMs: number | null,
): KeptMessage {
  const payload = Buffer.allocUnsafeSlow(message.payload.length);
  message.payload.copy(payload);
  const told: RawMessage = {
    seq,
    atMs,
    topic: message.topic,
    qos: message.qos,
    retain: message.retain,
    payloadBase64: payload.toString("base64", 0, RAW_PAYLOAD_BYTES_TOLD),
    payloadBytes: payload.length,
    properties: propertiesOf(message),
    publisher: publisherOf(publisher),
  };
  const bytes = payload.length + message.topicBytes.length + message.passedProperties.length;
  return { told, payload, bytes };
}

function publisherOf(session: Session | undefined): RawMessage["publisher"] {
  if (session === undefined) return null;
  const { deviceId, deviceName, clientId } = session.origin;
  return { deviceId: deviceId ?? null, deviceName, clientId };
}

function propertiesOf({ passedProperties, secondsLeft }: Message): RawProperties {
  const expiry = secondsLeft === undefined ? {} : { messageExpiryIntervalSeconds: secondsLeft };
  if (passedProperties.length === 0) return expiry;
  const { payloadFormatIndicator, contentType, responseTopic, correlationData, userProperties } =
    decode(passedProperties);
  return {
    ...expiry,
    ...(payloadFormatIndicator !== undefined && { payloadFormatIndicator }),
    ...(contentType !== undefined && { contentType: told(contentType) }),
    ...(responseTopic !== undefined && { responseTopic: told(responseTopic) }),
    ...(correlationData !== undefined && {
      correlationDataBase64: correlationData.toString("base64", 0, PROPERTY_CHARS_TOLD),
    }),
    ...(userProperties !== undefined && {
      userProperties: userProperties
        .slice(0, USER_PROPERTIES_TOLD_MAX)
        .map(([name, value]): [string, string] => [told(name), told(value)]),
    }),
  };
}

/** By the decoder of all properties, which wants their length in front. */
function decode(passed: Buffer): ReturnType<typeof decodeProperties> {
  const block = Buffer.allocUnsafe(variableByteIntegerLength(passed.length) + passed.length);
  block.set(passed, writeVariableByteInteger(block, 0, passed.length));
  try {
    return decodeProperties(new Cursor(block, 0, block.length), PUBLISH);
  } catch {
    return {}; // more user properties than are ever made objects of; a subscriber gets them all the same
  }
}

function told(text: string): string {
  return text.length <= PROPERTY_CHARS_TOLD ? text : `${text.slice(0, PROPERTY_CHARS_TOLD)}…`;
}
