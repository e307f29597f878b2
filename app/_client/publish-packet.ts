import type { IClientPublishOptions, IClientSubscribeOptions } from "mqtt";
import { byName, without } from "./connect-packet.ts";
import type { SubscriptionWish } from "./protocol.ts";
import type { PublishProperties } from "./publish-properties.ts";

/** PUBLISH's properties as MQTT.js takes them. */
export function publishProperties(properties: PublishProperties | undefined): IClientPublishOptions["properties"] {
  if (properties === undefined) return undefined;
  const { contentType, responseTopic, topicAlias, correlationData, userProperties } = properties;
  return without({
    contentType,
    responseTopic,
    topicAlias,
    payloadFormatIndicator: properties.payloadIsUtf8,
    messageExpiryInterval: properties.messageExpiryIntervalSeconds,
    // MQTT.js takes any Uint8Array; a browser has no Buffer to make.
    correlationData: correlationData as Uint8Array | undefined as Buffer | undefined,
    userProperties: byName(userProperties),
  });
}

/**
 * SUBSCRIBE's options as MQTT.js takes them.
 * @param again the subscription was there a moment ago: no retained message comes once more (5.0 only)
 */
export function subscribeOptions(wish: SubscriptionWish, version: 4 | 5, again: boolean): IClientSubscribeOptions {
  if (version === 4) return { qos: wish.qos };
  const { qos, noLocal = false, retainAsPublished = false, retainHandling = 0, subscriptionIdentifier } = wish;
  return {
    qos,
    nl: noLocal,
    rap: retainAsPublished,
    rh: again ? 2 : retainHandling,
    ...(subscriptionIdentifier !== undefined && { properties: { subscriptionIdentifier } }),
  };
}
