import { AUTH, DISCONNECT } from "#core/mqtt/packets.ts";
import type { PacketCase } from "../packet-table.ts";

/** DISCONNECT and AUTH. */
export const DISCONNECT_CASES: readonly PacketCase[] = [
  { name: "DISCONNECT", version: 4, bytes: "e0 00", packet: { type: DISCONNECT, reasonCode: 0, properties: {} } },
  {
    name: "DISCONNECT of 5.0, all left out",
    version: 5,
    bytes: "e0 00",
    packet: { type: DISCONNECT, reasonCode: 0, properties: {} },
  },
  {
    name: "DISCONNECT of 5.0 with will",
    version: 5,
    bytes: "e0 01 04",
    packet: { type: DISCONNECT, reasonCode: 4, properties: {} },
  },
  {
    name: "DISCONNECT of 5.0, success and empty properties said",
    version: 5,
    bytes: "e0 02 00 00",
    packet: { type: DISCONNECT, reasonCode: 0, properties: {} },
    decodeOnly: true,
  },
  {
    name: "DISCONNECT of 5.0 with properties longer than the packet",
    version: 5,
    bytes: "e0 16 9d 15 11 00 00 00 0a 1c 00 01 's' 1f 00 02 'go' 26 00 01 'k' 00 00",
    failure: 0x81, // the properties are announced one byte longer than the packet
  },
  {
    name: "DISCONNECT of 5.0 with a session expiry, a server reference, a reason and a user property",
    version: 5,
    bytes: "e0 16 9d 14 11 00 00 00 0a 1c 00 01 's' 1f 00 02 'go' 26 00 01 'k' 00 00",
    packet: {
      type: DISCONNECT,
      reasonCode: 0x9d,
      properties: { sessionExpiryInterval: 10, serverReference: "s", reasonString: "go", userProperties: [["k", ""]] },
    },
  },
  { name: "DISCONNECT of 3.1.1 with a body", version: 4, bytes: "e0 01 00", failure: 0x81 },
  {
    name: "DISCONNECT with a reason code that is not its own [MQTT-3.14.2-1]",
    version: 5,
    bytes: "e0 01 01",
    failure: 0x82,
  },
  { name: "DISCONNECT with a reason code of SUBACK", version: 5, bytes: "e0 01 91", failure: 0x82 },
  { name: "DISCONNECT with a property that is not its own", version: 5, bytes: "e0 05 00 03 21 00 01", failure: 0x81 },
  { name: "DISCONNECT with bytes behind its properties", version: 5, bytes: "e0 03 00 00 00", failure: 0x81 },
  {
    name: "AUTH that goes on",
    version: 5,
    bytes: "f0 0f 18 0d 15 00 05 'SCRAM' 16 00 02 01 02",
    packet: {
      type: AUTH,
      reasonCode: 0x18,
      properties: { authenticationMethod: "SCRAM", authenticationData: Buffer.from([1, 2]) },
    },
  },
  { name: "AUTH, success left out", version: 5, bytes: "f0 00", packet: { type: AUTH, reasonCode: 0, properties: {} } },
  { name: "AUTH with a reason code that is not its own [MQTT-3.15.2-1]", version: 5, bytes: "f0 01 87", failure: 0x82 },
  { name: "AUTH without a method", version: 5, bytes: "f0 02 19 00", failure: 0x82 },
  { name: "AUTH with data but no method", version: 5, bytes: "f0 06 00 04 16 00 01 00", failure: 0x82 },
];
