import { SUBSCRIBE, type SubscribeRequest, UNSUBSCRIBE } from "#core/mqtt/packets.ts";
import type { PacketCase } from "../packet-table.ts";

const request = (filter: string, options: Partial<SubscribeRequest> = {}): SubscribeRequest => ({
  filter,
  qos: 0,
  noLocal: false,
  retainAsPublished: false,
  retainHandling: 0,
  ...options,
});

/** SUBSCRIBE and UNSUBSCRIBE. */
export const SUBSCRIBE_CASES: readonly PacketCase[] = [
  {
    name: "SUBSCRIBE to one filter",
    version: 4,
    bytes: "82 08 00 0a 00 03 'a/#' 01",
    packet: { type: SUBSCRIBE, packetId: 10, requests: [request("a/#", { qos: 1 })], properties: {} },
  },
  {
    name: "SUBSCRIBE again, as 3.1 allows",
    version: 3,
    bytes: "8a 08 00 0a 00 03 'a/#' 01",
    packet: { type: SUBSCRIBE, packetId: 10, requests: [request("a/#", { qos: 1 })], properties: {} },
    decodeOnly: true,
  },
  {
    name: "SUBSCRIBE to three filters",
    version: 4,
    bytes: "82 10 00 0a 00 01 'a' 00 00 01 'b' 01 00 03 '+/c' 02",
    packet: {
      type: SUBSCRIBE,
      packetId: 10,
      requests: [request("a"), request("b", { qos: 1 }), request("+/c", { qos: 2 })],
      properties: {},
    },
  },
  {
    name: "SUBSCRIBE of 5.0 with every option",
    version: 5,
    bytes: "82 0d 00 0a 02 0b 07 00 01 'a' 2e 00 01 'b' 19",
    packet: {
      type: SUBSCRIBE,
      packetId: 10,
      requests: [
        request("a", { qos: 2, noLocal: true, retainAsPublished: true, retainHandling: 2 }),
        request("b", { qos: 1, retainAsPublished: true, retainHandling: 1 }),
      ],
      properties: { subscriptionIdentifiers: [7] },
    },
  },
  {
    name: "SUBSCRIBE with the largest subscription identifier and a user property",
    version: 5,
    bytes: "82 13 00 0a 0c 0b ff ff ff 7f 26 00 01 'k' 00 01 'v' 00 01 'a' 00",
    packet: {
      type: SUBSCRIBE,
      packetId: 10,
      requests: [request("a")],
      properties: { subscriptionIdentifiers: [268_435_455], userProperties: [["k", "v"]] },
    },
  },
  {
    name: "SUBSCRIBE to a shared filter",
    version: 5,
    bytes: "82 10 00 0a 00 00 0a '$share/g/a' 01",
    packet: { type: SUBSCRIBE, packetId: 10, requests: [request("$share/g/a", { qos: 1 })], properties: {} },
  },
  {
    name: "SUBSCRIBE to a filter that is none: an answer of its own, not the codec's",
    version: 5,
    bytes: "82 08 00 0a 00 00 02 '#a' 01",
    packet: { type: SUBSCRIBE, packetId: 10, requests: [request("#a", { qos: 1 })], properties: {} },
  },
  { name: "SUBSCRIBE without a filter [MQTT-3.8.3-3]", version: 4, bytes: "82 02 00 0a", failure: 0x82 },
  { name: "SUBSCRIBE without a filter in 5.0 [MQTT-3.8.3-2]", version: 5, bytes: "82 03 00 0a 00", failure: 0x82 },
  { name: "SUBSCRIBE with packet identifier 0", version: 4, bytes: "82 06 00 00 00 01 'a' 00", failure: 0x82 },
  { name: "SUBSCRIBE with QoS 3 [MQTT-3-8.3-4]", version: 4, bytes: "82 06 00 0a 00 01 'a' 03", failure: 0x81 },
  { name: "SUBSCRIBE with QoS 3 in 5.0", version: 5, bytes: "82 07 00 0a 00 00 01 'a' 03", failure: 0x82 },
  { name: "SUBSCRIBE with reserved bits [MQTT-3-8.3-4]", version: 4, bytes: "82 06 00 0a 00 01 'a' 04", failure: 0x81 },
  {
    name: "SUBSCRIBE with reserved bits in 5.0 [MQTT-3.8.3-5]",
    version: 5,
    bytes: "82 07 00 0a 00 00 01 'a' 40",
    failure: 0x81,
  },
  { name: "SUBSCRIBE with retain handling 3", version: 5, bytes: "82 07 00 0a 00 00 01 'a' 30", failure: 0x82 },
  {
    name: "SUBSCRIBE with no local on a shared filter [MQTT-3.8.3-4]",
    version: 5,
    bytes: "82 10 00 0a 00 00 0a '$share/g/a' 05",
    failure: 0x82,
  },
  { name: "SUBSCRIBE without options", version: 4, bytes: "82 05 00 0a 00 01 'a'", failure: 0x81 },
  {
    name: "SUBSCRIBE with half a second filter",
    version: 4,
    bytes: "82 09 00 0a 00 01 'a' 00 00 05 'b'",
    failure: 0x81,
  },
  {
    name: "SUBSCRIBE to a filter that is not UTF-8 [MQTT-3.8.3-1]",
    version: 4,
    bytes: "82 06 00 0a 00 01 ff 00",
    failure: 0x81,
  },
  { name: "SUBSCRIBE to a filter with U+0000", version: 5, bytes: "82 07 00 0a 00 00 01 00 00", failure: 0x81 },
  {
    name: "SUBSCRIBE with subscription identifier 0",
    version: 5,
    bytes: "82 09 00 0a 02 0b 00 00 01 'a' 00",
    failure: 0x82,
  },
  {
    name: "SUBSCRIBE with two subscription identifiers",
    version: 5,
    bytes: "82 0b 00 0a 04 0b 01 0b 02 00 01 'a' 00",
    failure: 0x82,
  },
  {
    name: "SUBSCRIBE with a subscription identifier of five bytes",
    version: 5,
    bytes: "82 0d 00 0a 06 0b ff ff ff ff 01 00 01 'a' 00",
    failure: 0x81,
  },
  { name: "SUBSCRIBE with a reason string", version: 5, bytes: "82 0a 00 0a 03 1f 00 00 00 01 'a' 00", failure: 0x81 },
  {
    name: "UNSUBSCRIBE",
    version: 4,
    bytes: "a2 0a 00 0a 00 01 'a' 00 03 '+/c'",
    packet: { type: UNSUBSCRIBE, packetId: 10, filters: ["a", "+/c"], properties: {} },
  },
  {
    name: "UNSUBSCRIBE of 5.0",
    version: 5,
    bytes: "a2 0d 00 0a 07 26 00 01 'k' 00 01 'v' 00 01 'a'",
    packet: { type: UNSUBSCRIBE, packetId: 10, filters: ["a"], properties: { userProperties: [["k", "v"]] } },
  },
  { name: "UNSUBSCRIBE without a filter [MQTT-3.10.3-2]", version: 4, bytes: "a2 02 00 0a", failure: 0x82 },
  { name: "UNSUBSCRIBE without a filter in 5.0 [MQTT-3.10.3-2]", version: 5, bytes: "a2 03 00 0a 00", failure: 0x82 },
  { name: "UNSUBSCRIBE with packet identifier 0", version: 5, bytes: "a2 06 00 00 00 00 01 'a'", failure: 0x82 },
  {
    name: "UNSUBSCRIBE from a filter that is not UTF-8 [MQTT-3.10.3-1]",
    version: 4,
    bytes: "a2 05 00 0a 00 01 c0",
    failure: 0x81,
  },
  { name: "UNSUBSCRIBE with half a filter", version: 4, bytes: "a2 05 00 0a 00 02 'a'", failure: 0x81 },
  {
    name: "UNSUBSCRIBE with a subscription identifier",
    version: 5,
    bytes: "a2 08 00 0a 02 0b 01 00 01 'a'",
    failure: 0x81,
  },
];
