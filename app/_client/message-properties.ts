import type { IPublishPacket } from "mqtt";
import type { Properties } from "#core/mqtt/packets.ts";

/** What a PUBLISH of MQTT 5 may carry besides topic and payload. An absent one was absent in the packet. */
export interface MessageProperties
  extends Readonly<
    Pick<
      Properties,
      | "payloadFormatIndicator"
      | "messageExpiryInterval"
      | "contentType"
      | "responseTopic"
      | "subscriptionIdentifiers"
      | "topicAlias"
      | "userProperties"
    >
  > {
  readonly correlationData?: Uint8Array<ArrayBuffer>;
}

/** The properties of a packet as MQTT.js tells them, or undefined when it carries none. */
export function propertiesOf(packet: Pick<IPublishPacket, "properties">): MessageProperties | undefined {
  const told = packet.properties;
  if (told === undefined) return undefined;
  const { subscriptionIdentifier, correlationData, userProperties, payloadFormatIndicator } = told;
  const properties: MessageProperties = {
    ...(payloadFormatIndicator === undefined ? {} : { payloadFormatIndicator: payloadFormatIndicator ? 1 : 0 }),
    ...(told.messageExpiryInterval === undefined ? {} : { messageExpiryInterval: told.messageExpiryInterval }),
    ...(told.contentType === undefined ? {} : { contentType: told.contentType }),
    ...(told.responseTopic === undefined ? {} : { responseTopic: told.responseTopic }),
    // A copy: MQTT.js hands out a view, which would keep the whole chunk it was read in.
    ...(correlationData === undefined ? {} : { correlationData: new Uint8Array(correlationData) }),
    ...(subscriptionIdentifier === undefined ? {} : { subscriptionIdentifiers: [subscriptionIdentifier].flat() }),
    ...(told.topicAlias === undefined ? {} : { topicAlias: told.topicAlias }),
    ...(userProperties === undefined
      ? {}
      : {
          userProperties: Object.entries(userProperties).flatMap(([name, values]) =>
            [values].flat().map((value) => [name, value] as const),
          ),
        }),
  };
  return Object.keys(properties).length === 0 ? undefined : properties;
}

/** Bytes that properties cost the ring, roughly: two for each character, and what an object and its fields take. */
export function propertyBytes(properties: MessageProperties | undefined): number {
  if (properties === undefined) return 0;
  const { contentType = "", responseTopic = "", correlationData, userProperties = [] } = properties;
  let bytes = 128 + 2 * (contentType.length + responseTopic.length) + (correlationData?.byteLength ?? 0);
  for (const [name, value] of userProperties) bytes += 64 + 2 * (name.length + value.length);
  return bytes;
}
