import type { Cursor } from "./cursor.ts";
import { type Properties, PUBLISH } from "./packets.ts";
import { type PropertyHolder, propertyFor, RESPONSE_TOPIC, TOPIC_ALIAS } from "./properties.ts";
import {
  MALFORMED_PACKET,
  PROTOCOL_ERROR,
  ProtocolError,
  QUOTA_EXCEEDED,
  TOPIC_ALIAS_INVALID,
  TOPIC_NAME_INVALID,
} from "./reason-codes.ts";

/**
 * User properties that are made objects of: far more than any application sends. Seven bytes of a packet become some
 * seventy of memory, before anybody is known, so their number must not be the sender's to choose. PUBLISH passes
 * them on as bytes, and has no such limit.
 */
const USER_PROPERTIES_MAX = 1_024;

/**
 * Decodes a property length and its properties.
 * @throws ProtocolError 0x81 for an identifier that this holder may not carry or a value of the wrong form; 0x82 for a
 *   repeated property or a value the specification rules out; 0x97 for too many user properties
 */
export function decodeProperties(cursor: Cursor, holder: PropertyHolder): Properties {
  const length = cursor.variableByteInteger("property length");
  const properties: Properties = {};
  if (length === 0) return properties;
  const end = cursor.at + length;
  if (end > cursor.end) throw new ProtocolError(MALFORMED_PACKET, "properties are longer than the packet");
  const userProperties: [string, string][] = [];
  while (cursor.at < end) decodeProperty(cursor, holder, properties, userProperties);
  if (cursor.at !== end) throw new ProtocolError(MALFORMED_PACKET, "a property crosses the end of the properties");
  if (userProperties.length > 0) properties.userProperties = userProperties;
  if (properties.authenticationData !== undefined && properties.authenticationMethod === undefined)
    throw new ProtocolError(PROTOCOL_ERROR, "authentication data without an authentication method");
  return properties;
}

function decodeProperty(
  cursor: Cursor,
  holder: PropertyHolder,
  properties: Properties,
  userProperties: [string, string][],
): void {
  // An identifier is a variable byte integer, but all that exist fit one byte; a longer one is unknown either way.
  const id = cursor.byte("property identifier");
  const definition = propertyFor(id, holder);
  if (definition === undefined)
    throw new ProtocolError(MALFORMED_PACKET, `property 0x${id.toString(16).padStart(2, "0")} does not belong here`);
  const name = definition.name;
  if (definition.type === "userProperties") {
    if (userProperties.length >= USER_PROPERTIES_MAX)
      throw new ProtocolError(QUOTA_EXCEEDED, `more than ${USER_PROPERTIES_MAX} user properties`);
    userProperties.push([cursor.utf8String(name), cursor.utf8String(name)]); // [MQTT-1.5.7-1]
    return;
  }
  if (definition.type === "identifiers") {
    const identifier = cursor.variableByteInteger(name);
    if (identifier === 0) throw new ProtocolError(PROTOCOL_ERROR, "subscription identifier 0");
    const list = properties[definition.name];
    if (list === undefined) properties[definition.name] = [identifier];
    else if (holder === PUBLISH) list.push(identifier);
    else throw twice(name);
    return;
  }
  if (properties[name] !== undefined) throw twice(name);
  switch (definition.type) {
    case "bit": {
      const value = cursor.byte(name);
      if (value !== 0 && value !== 1) throw new ProtocolError(PROTOCOL_ERROR, `${name} is neither 0 nor 1`);
      properties[definition.name] = value;
      return;
    }
    case "twoByteInteger":
    case "fourByteInteger": {
      const value = definition.type === "twoByteInteger" ? cursor.twoByteInteger(name) : cursor.fourByteInteger(name);
      if (value === 0 && definition.nonZero === true)
        throw new ProtocolError(id === TOPIC_ALIAS ? TOPIC_ALIAS_INVALID : PROTOCOL_ERROR, `${name} is 0`); // [MQTT-3.3.2-8]
      properties[definition.name] = value;
      return;
    }
    case "utf8String": {
      const value = cursor.utf8String(name); // [MQTT-3.3.2-13] [MQTT-3.3.2-19]
      if (id === RESPONSE_TOPIC && (value === "" || value.includes("+") || value.includes("#")))
        throw new ProtocolError(TOPIC_NAME_INVALID, "response topic is no topic name"); // [MQTT-3.3.2-14]
      properties[definition.name] = value;
      return;
    }
    case "binaryData":
      properties[definition.name] = cursor.binaryData(name);
  }
}

function twice(name: string): ProtocolError {
  return new ProtocolError(PROTOCOL_ERROR, `${name} appears twice`);
}
