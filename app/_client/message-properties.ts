import type { IPublishPacket } from "mqtt";
import type { PublishProperties } from "./publish-properties.ts";

/** The properties of a packet as MQTT.js tells them, or undefined when it carries none. */
export function propertiesOf(packet: Pick<IPublishPacket, "properties">): PublishProperties | undefined {
  const told = packet.properties;
  if (told === undefined) return undefined;
  const { subscriptionIdentifier, correlationData, userProperties } = told;
  const properties: PublishProperties = {
    contentType: told.contentType,
    payloadIsUtf8: told.payloadFormatIndicator,
    messageExpiryIntervalSeconds: told.messageExpiryInterval,
    topicAlias: told.topicAlias,
    responseTopic: told.responseTopic,
    // A copy: MQTT.js hands out a view, which would keep the whole chunk it was read in.
    correlationData: correlationData === undefined ? undefined : new Uint8Array(correlationData),
    userProperties:
      userProperties === undefined
        ? undefined
        : Object.entries(userProperties).flatMap(([name, values]) =>
            [values].flat().map((value) => [name, value] as const),
          ),
    subscriptionIdentifiers: subscriptionIdentifier === undefined ? undefined : [subscriptionIdentifier].flat(),
  };
  return Object.values(properties).every((value) => value === undefined) ? undefined : properties;
}

/** Bytes that properties cost the ring, roughly: two for each character, and what an object and its fields take. */
export function propertyBytes(properties: PublishProperties | undefined): number {
  if (properties === undefined) return 0;
  const { contentType = "", responseTopic = "", correlationData, userProperties = [] } = properties;
  let bytes = 128 + 2 * (contentType.length + responseTopic.length) + (correlationData?.byteLength ?? 0);
  for (const [name, value] of userProperties) bytes += 64 + 2 * (name.length + value.length);
  return bytes;
}
