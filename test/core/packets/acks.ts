import { type AckPacket, PUBACK, PUBCOMP, PUBREC, PUBREL, SUBACK, UNSUBACK } from "#core/mqtt/packets.ts";
import type { PacketCase } from "../packet-table.ts";

const ack = (type: AckPacket["type"], packetId: number, reasonCode = 0, properties: AckPacket["properties"] = {}) => ({
  type,
  packetId,
  reasonCode,
  properties,
});

/** PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK and UNSUBACK. */
export const ACK_CASES: readonly PacketCase[] = [
  { name: "PUBACK", version: 4, bytes: "40 02 00 01", packet: ack(PUBACK, 1) },
  { name: "PUBREC", version: 4, bytes: "50 02 ff ff", packet: ack(PUBREC, 65_535) },
  { name: "PUBREL", version: 4, bytes: "62 02 01 00", packet: ack(PUBREL, 256) },
  { name: "PUBREL again, as 3.1 allows", version: 3, bytes: "6a 02 01 00", packet: ack(PUBREL, 256), decodeOnly: true },
  { name: "PUBCOMP", version: 4, bytes: "70 02 00 01", packet: ack(PUBCOMP, 1) },
  { name: "PUBACK of 5.0, success left out", version: 5, bytes: "40 02 00 01", packet: ack(PUBACK, 1) },
  {
    name: "PUBACK of 5.0, success said",
    version: 5,
    bytes: "40 03 00 01 00",
    packet: ack(PUBACK, 1),
    decodeOnly: true,
  },
  {
    name: "PUBACK of 5.0, empty properties",
    version: 5,
    bytes: "40 04 00 01 00 00",
    packet: ack(PUBACK, 1),
    decodeOnly: true,
  },
  { name: "PUBACK of 5.0, nobody subscribed", version: 5, bytes: "40 03 00 01 10", packet: ack(PUBACK, 1, 0x10) },
  {
    name: "PUBACK of 5.0 with properties",
    version: 5,
    bytes: "40 10 00 01 87 0c 1f 00 02 'no' 26 00 01 'k' 00 01 'v'",
    packet: ack(PUBACK, 1, 0x87, { reasonString: "no", userProperties: [["k", "v"]] }),
  },
  { name: "PUBREC of 5.0, quota exceeded", version: 5, bytes: "50 03 00 01 97", packet: ack(PUBREC, 1, 0x97) },
  {
    name: "PUBREL of 5.0, packet identifier not found",
    version: 5,
    bytes: "62 03 00 01 92",
    packet: ack(PUBREL, 1, 0x92),
  },
  {
    name: "PUBCOMP of 5.0, packet identifier not found",
    version: 5,
    bytes: "70 03 00 01 92",
    packet: ack(PUBCOMP, 1, 0x92),
  },
  { name: "PUBACK of packet identifier 0", version: 4, bytes: "40 02 00 00", failure: 0x82 },
  { name: "PUBREC of packet identifier 0", version: 5, bytes: "50 03 00 00 00", failure: 0x82 },
  { name: "PUBACK of one byte", version: 4, bytes: "40 01 00", failure: 0x81 },
  { name: "empty PUBREL", version: 5, bytes: "62 00", failure: 0x81 },
  { name: "PUBACK of three bytes in 3.1.1", version: 4, bytes: "40 03 00 01 00", failure: 0x81 },
  {
    name: "PUBACK with a reason code that is not its own [MQTT-3.4.2-1]",
    version: 5,
    bytes: "40 03 00 01 92",
    failure: 0x82,
  },
  {
    name: "PUBREC with a reason code that is not its own [MQTT-3.5.2-1]",
    version: 5,
    bytes: "50 03 00 01 01",
    failure: 0x82,
  },
  {
    name: "PUBREL with a reason code that is not its own [MQTT-3.6.2-1]",
    version: 5,
    bytes: "62 03 00 01 10",
    failure: 0x82,
  },
  {
    name: "PUBCOMP with a reason code that is not its own [MQTT-3.7.2-1]",
    version: 5,
    bytes: "70 03 00 01 87",
    failure: 0x82,
  },
  { name: "PUBACK with a property that is not its own", version: 5, bytes: "40 06 00 01 00 02 01 00", failure: 0x81 },
  { name: "PUBACK with two reason strings", version: 5, bytes: "40 0a 00 01 00 06 1f 00 00 1f 00 00", failure: 0x82 },
  { name: "PUBACK with bytes behind its properties", version: 5, bytes: "40 05 00 01 00 00 00", failure: 0x81 },

  {
    name: "SUBACK",
    version: 4,
    bytes: "90 06 00 0a 00 01 02 80",
    packet: { type: SUBACK, packetId: 10, reasonCodes: [0, 1, 2, 0x80], properties: {} },
  },
  {
    name: "SUBACK of 5.0",
    version: 5,
    bytes: "90 05 00 0a 00 02 8f",
    packet: { type: SUBACK, packetId: 10, reasonCodes: [2, 0x8f], properties: {} },
  },
  {
    name: "SUBACK of 5.0 with properties",
    version: 5,
    bytes: "90 08 00 0a 04 1f 00 01 'y' 87",
    packet: { type: SUBACK, packetId: 10, reasonCodes: [0x87], properties: { reasonString: "y" } },
  },
  { name: "SUBACK of 3.1 with a failure, which only 3.1.1 has", version: 3, bytes: "90 03 00 0a 80", failure: 0x82 },
  { name: "SUBACK without codes", version: 4, bytes: "90 02 00 0a", failure: 0x82 },
  { name: "SUBACK with a reserved code [MQTT-3.9.3-2]", version: 4, bytes: "90 03 00 0a 03", failure: 0x82 },
  {
    name: "SUBACK with a reason code that is not its own [MQTT-3.9.3-2]",
    version: 5,
    bytes: "90 04 00 0a 00 11",
    failure: 0x82,
  },
  {
    name: "UNSUBACK",
    version: 4,
    bytes: "b0 02 00 0a",
    packet: { type: UNSUBACK, packetId: 10, reasonCodes: [], properties: {} },
  },
  {
    name: "UNSUBACK of 5.0",
    version: 5,
    bytes: "b0 05 00 0a 00 00 11",
    packet: { type: UNSUBACK, packetId: 10, reasonCodes: [0, 0x11], properties: {} },
  },
  { name: "UNSUBACK of 3.1.1 with codes", version: 4, bytes: "b0 03 00 0a 00", failure: 0x81 },
  { name: "UNSUBACK of 5.0 without codes", version: 5, bytes: "b0 03 00 0a 00", failure: 0x82 },
  {
    name: "UNSUBACK with a reason code that is not its own [MQTT-3.11.3-2]",
    version: 5,
    bytes: "b0 04 00 0a 00 01",
    failure: 0x82,
  },
];
