import type { PacketWriter } from "./packet-writer.ts";
import type { Properties } from "./packets.ts";
import { PROPERTY_TABLE, type PropertyDefinition, type PropertyHolder } from "./properties.ts";

/**
 * Writes the property length and the properties that `holder` may carry, in the order of the table; an empty set is a
 * length of 0 [MQTT-2.2.2-1]. A property the holder may not carry is left out.
 */
export function encodeProperties(writer: PacketWriter, properties: Properties, holder: PropertyHolder): void {
  const block = writer.beginBlock();
  for (const definition of PROPERTY_TABLE)
    if ((definition.holders & (1 << holder)) !== 0) encodeProperty(writer, properties, definition);
  writer.endBlock(block);
}

/** True when there is nothing to write, so that a short packet may leave the properties out altogether. */
export function isEmpty(properties: Properties): boolean {
  for (const name in properties) if (properties[name as keyof Properties] !== undefined) return false;
  return true;
}

function encodeProperty(writer: PacketWriter, properties: Properties, definition: PropertyDefinition): void {
  switch (definition.type) {
    case "userProperties":
      for (const [name, value] of properties[definition.name] ?? []) {
        writer.byte(definition.id);
        writer.utf8String(name);
        writer.utf8String(value);
      }
      return;
    case "identifiers":
      for (const identifier of properties[definition.name] ?? []) {
        writer.byte(definition.id);
        writer.variableByteInteger(identifier);
      }
      return;
    case "bit":
    case "twoByteInteger":
    case "fourByteInteger": {
      const value = properties[definition.name];
      if (value === undefined) return;
      writer.byte(definition.id);
      if (definition.type === "bit") writer.byte(value);
      else if (definition.type === "twoByteInteger") writer.twoByteInteger(value);
      else writer.fourByteInteger(value);
      return;
    }
    case "utf8String": {
      const value = properties[definition.name];
      if (value === undefined) return;
      writer.byte(definition.id);
      writer.utf8String(value);
      return;
    }
    case "binaryData": {
      const value = properties[definition.name];
      if (value === undefined) return;
      writer.byte(definition.id);
      writer.binaryData(value);
    }
  }
}
