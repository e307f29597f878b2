import type { QoS } from "#core/mqtt/packets.ts";

/** What a delivery gets: the lower of published and granted QoS [MQTT-3.8.4-8]. */
export function lowerQos(published: QoS, granted: QoS): QoS {
  return Math.min(published, granted) as QoS;
}
