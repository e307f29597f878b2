import { CONNACK, CONNECT, type ConnectPacket } from "#core/mqtt/packets.ts";
import type { PacketCase } from "../packet-table.ts";

const plain: ConnectPacket = {
  type: CONNECT,
  protocolVersion: 4,
  bridge: false,
  cleanStart: true,
  keepAlive: 60,
  clientId: "zen",
  will: undefined,
  username: undefined,
  password: undefined,
  properties: {},
};

/** CONNECT and CONNACK. */
export const CONNECT_CASES: readonly PacketCase[] = [
  {
    name: "CONNECT of 3.1.1, the least there is",
    version: 4,
    bytes: `10 0f 00 04 'MQTT' 04
            02 00 3c       ; clean session, keep alive 60
            00 03 'zen'`,
    packet: plain,
  },
  {
    name: "CONNECT of 3.1.1 with will, user name and password",
    version: 4,
    bytes: `10 24 00 04 'MQTT' 04
            ee 00 0a       ; user name, password, will retain, will QoS 1, will, clean session
            00 03 'zen'
            00 04 'last' 00 04 'gone'
            00 03 'cat' 00 02 00 ff`,
    packet: {
      ...plain,
      keepAlive: 10,
      will: { topic: "last", payload: Buffer.from("gone"), qos: 1, retain: true, properties: {} },
      username: "cat",
      password: Buffer.from([0, 255]),
    },
  },
  {
    name: "CONNECT with a will of QoS 2 and no payload",
    version: 4,
    bytes: "10 11 00 04 'MQTT' 04 16 00 00 00 00 00 01 'w' 00 00",
    packet: {
      ...plain,
      keepAlive: 0,
      clientId: "",
      will: { topic: "w", payload: Buffer.alloc(0), qos: 2, retain: false, properties: {} },
    },
  },
  {
    name: "CONNECT with an empty client identifier and a kept session: the server answers, not the codec",
    version: 4,
    bytes: "10 0c 00 04 'MQTT' 04 00 00 00 00 00",
    packet: { ...plain, cleanStart: false, keepAlive: 0, clientId: "" },
  },
  {
    name: "CONNECT of 3.1",
    version: 3,
    bytes: "10 11 00 06 'MQIsdp' 03 02 00 3c 00 03 'zen'",
    packet: { ...plain, protocolVersion: 3 },
  },
  {
    name: "CONNECT of 3.1 that promises a user name and leaves it out",
    version: 3,
    bytes: "10 11 00 06 'MQIsdp' 03 c2 00 3c 00 03 'zen'",
    packet: { ...plain, protocolVersion: 3 },
    decodeOnly: true,
  },
  {
    name: "CONNECT of 3.1 that promises a password and leaves it out",
    version: 3,
    bytes: "10 16 00 06 'MQIsdp' 03 c2 00 3c 00 03 'zen' 00 03 'cat'",
    packet: { ...plain, protocolVersion: 3, username: "cat" },
    decodeOnly: true,
  },
  {
    name: "CONNECT of 3.1 with bits that 3.1 leaves undefined",
    version: 3,
    bytes: "10 11 00 06 'MQIsdp' 03 2b 00 3c 00 03 'zen'",
    packet: { ...plain, protocolVersion: 3 },
    decodeOnly: true,
  },
  {
    name: "CONNECT of a bridge, 3.1.1",
    version: 4,
    bytes: "10 0f 00 04 'MQTT' 84 02 00 3c 00 03 'zen'",
    packet: { ...plain, bridge: true },
  },
  {
    name: "CONNECT of a bridge, 3.1",
    version: 3,
    bytes: "10 11 00 06 'MQIsdp' 83 02 00 3c 00 03 'zen'",
    packet: { ...plain, protocolVersion: 3, bridge: true },
  },
  {
    name: "CONNECT of 5.0, the least there is",
    version: 5,
    bytes: "10 10 00 04 'MQTT' 05 02 00 3c 00 00 03 'zen'",
    packet: { ...plain, protocolVersion: 5 },
  },
  {
    name: "CONNECT of 5.0 with a password and no user name",
    version: 5,
    bytes: "10 13 00 04 'MQTT' 05 42 00 3c 00 00 03 'zen' 00 01 'p'",
    packet: { ...plain, protocolVersion: 5, password: Buffer.from("p") },
  },
  {
    name: "CONNECT of 5.0 with every property of its own and of its will",
    version: 5,
    bytes: `10 82 01 00 04 'MQTT' 05 c4 00 00   ; user name, password, will QoS 0
            28                      ; 40 bytes of properties
            11 00 00 00 0a          ; session expiry interval
            15 00 05 'SCRAM'        ; authentication method
            16 00 02 01 02          ; authentication data
            17 00                   ; request problem information
            19 01                   ; request response information
            21 00 14                ; receive maximum
            22 00 05                ; topic alias maximum
            26 00 01 'k' 00 01 'v'  ; user property
            27 00 00 10 00          ; maximum packet size
            00 03 'zen'
            34                      ; 52 bytes of will properties
            01 01                   ; payload format indicator
            02 00 00 00 1e          ; message expiry interval
            03 00 04 'text'         ; content type
            08 00 05 're/ly'        ; response topic
            09 00 03 09 08 07       ; correlation data
            18 00 00 00 3c          ; will delay interval
            26 00 01 'a' 00 01 '1' 26 00 01 'a' 00 01 '2'
            26 00 00 00 00          ; an empty pair
            00 04 'last' 00 04 'gone'
            00 03 'cat' 00 02 00 ff`,
    packet: {
      ...plain,
      protocolVersion: 5,
      cleanStart: false,
      keepAlive: 0,
      will: {
        topic: "last",
        payload: Buffer.from("gone"),
        qos: 0,
        retain: false,
        properties: {
          payloadFormatIndicator: 1,
          messageExpiryInterval: 30,
          contentType: "text",
          responseTopic: "re/ly",
          correlationData: Buffer.from([9, 8, 7]),
          willDelayInterval: 60,
          userProperties: [
            ["a", "1"],
            ["a", "2"],
            ["", ""],
          ],
        },
      },
      username: "cat",
      password: Buffer.from([0, 255]),
      properties: {
        sessionExpiryInterval: 10,
        authenticationMethod: "SCRAM",
        authenticationData: Buffer.from([1, 2]),
        requestProblemInformation: 0,
        requestResponseInformation: 1,
        receiveMaximum: 20,
        topicAliasMaximum: 5,
        userProperties: [["k", "v"]],
        maximumPacketSize: 4096,
      },
    },
  },
  {
    name: "client identifier with a byte order mark, which stays [MQTT-1.5.3-3] [MQTT-1.5.4-3]",
    version: 4,
    bytes: "10 10 00 04 'MQTT' 04 02 00 3c 00 04 ef bb bf 'z'",
    packet: { ...plain, clientId: "\ufeffz" },
  },
  {
    name: "client identifier beyond the basic plane",
    version: 4,
    bytes: "10 10 00 04 'MQTT' 04 02 00 3c 00 04 '🕊'",
    packet: { ...plain, clientId: "🕊" },
  },
  {
    name: "unknown protocol name [MQTT-3.1.2-1]",
    version: 4,
    bytes: "10 0c 00 04 'MQTX' 04 02 00 3c 00 00",
    failure: 0x84,
  },
  { name: "HTTP instead of MQTT", version: 4, bytes: "10 0c 'GET / HTTP/1'", failure: 0x84 },
  { name: "protocol level 6 [MQTT-3.1.2-2]", version: 4, bytes: "10 0c 00 04 'MQTT' 06 02 00 3c 00 00", failure: 0x84 },
  {
    name: "protocol level 3 with the name of 3.1.1",
    version: 4,
    bytes: "10 0c 00 04 'MQTT' 03 02 00 3c 00 00",
    failure: 0x84,
  },
  {
    name: "protocol level 4 with the name of 3.1",
    version: 3,
    bytes: "10 0e 00 06 'MQIsdp' 04 02 00 3c 00 00",
    failure: 0x84,
  },
  { name: "bridge bit on 5.0", version: 5, bytes: "10 0d 00 04 'MQTT' 85 02 00 3c 00 00 00", failure: 0x84 },
  { name: "empty CONNECT", version: 4, bytes: "10 00", failure: 0x81 },
  { name: "CONNECT that ends in the protocol name", version: 4, bytes: "10 04 00 04 'MQ'", failure: 0x81 },
  { name: "CONNECT that ends before the level", version: 4, bytes: "10 06 00 04 'MQTT'", failure: 0x81 },
  { name: "CONNECT that ends before the flags", version: 4, bytes: "10 07 00 04 'MQTT' 04", failure: 0x81 },
  { name: "CONNECT that ends in the keep alive", version: 4, bytes: "10 09 00 04 'MQTT' 04 02 00", failure: 0x81 },
  {
    name: "CONNECT without a client identifier [MQTT-3.1.3-3]",
    version: 4,
    bytes: "10 0a 00 04 'MQTT' 04 02 00 3c",
    failure: 0x81,
  },
  {
    name: "CONNECT with the reserved flag [MQTT-3.1.2-3]",
    version: 4,
    bytes: "10 0c 00 04 'MQTT' 04 03 00 3c 00 00",
    failure: 0x81,
  },
  {
    name: "the same in 5.0 [MQTT-3.1.2-3]",
    version: 5,
    bytes: "10 0d 00 04 'MQTT' 05 03 00 3c 00 00 00",
    failure: 0x81,
  },
  {
    name: "will QoS without a will [MQTT-3.1.2-13]",
    version: 4,
    bytes: "10 0c 00 04 'MQTT' 04 0a 00 3c 00 00",
    failure: 0x81,
  },
  {
    name: "will retain without a will [MQTT-3.1.2-15]",
    version: 4,
    bytes: "10 0c 00 04 'MQTT' 04 22 00 3c 00 00",
    failure: 0x81,
  },
  {
    name: "will QoS 3 [MQTT-3.1.2-14]",
    version: 4,
    bytes: "10 11 00 04 'MQTT' 04 1e 00 00 00 00 00 01 'w' 00 00",
    failure: 0x81,
  },
  {
    name: "will QoS 3 in 5.0 [MQTT-3.1.2-12]",
    version: 5,
    bytes: "10 13 00 04 'MQTT' 05 1e 00 00 00 00 00 00 00 01 'w' 00 00",
    failure: 0x81,
  },
  {
    name: "password without user name in 3.1.1 [MQTT-3.1.2-22]",
    version: 4,
    bytes: "10 0f 00 04 'MQTT' 04 42 00 3c 00 00 00 01 'p'",
    failure: 0x82,
  },
  {
    name: "user name flag without user name [MQTT-3.1.2-19]",
    version: 4,
    bytes: "10 0c 00 04 'MQTT' 04 82 00 3c 00 00",
    failure: 0x81,
  },
  {
    name: "user name without its flag [MQTT-3.1.2-18]",
    version: 4,
    bytes: "10 0f 00 04 'MQTT' 04 02 00 3c 00 00 00 01 'u'",
    failure: 0x81,
  },
  {
    name: "password flag without password [MQTT-3.1.2-21]",
    version: 5,
    bytes: "10 0d 00 04 'MQTT' 05 42 00 3c 00 00 00",
    failure: 0x81,
  },
  {
    name: "will flag without will [MQTT-3.1.2-9]",
    version: 4,
    bytes: "10 0c 00 04 'MQTT' 04 06 00 3c 00 00",
    failure: 0x81,
  },
  {
    name: "will topic with a wildcard",
    version: 4,
    bytes: "10 13 00 04 'MQTT' 04 06 00 00 00 00 00 03 'a/#' 00 00",
    failure: 0x90,
  },
  {
    name: "will topic of no character [MQTT-4.7.3-1]",
    version: 4,
    bytes: "10 10 00 04 'MQTT' 04 06 00 00 00 00 00 00 00 00",
    failure: 0x90,
  },
  {
    name: "will topic that is not UTF-8 [MQTT-3.1.3-10]",
    version: 4,
    bytes: "10 11 00 04 'MQTT' 04 06 00 00 00 00 00 01 ff 00 00",
    failure: 0x81,
  },
  {
    name: "client identifier with U+0000 [MQTT-1.5.3-2]",
    version: 4,
    bytes: "10 0e 00 04 'MQTT' 04 02 00 3c 00 02 'a' 00",
    failure: 0x81,
  },
  {
    name: "client identifier with a surrogate [MQTT-1.5.3-1]",
    version: 4,
    bytes: "10 0f 00 04 'MQTT' 04 02 00 3c 00 03 ed a0 80",
    failure: 0x81,
  },
  {
    name: "client identifier with an overlong slash",
    version: 4,
    bytes: "10 0e 00 04 'MQTT' 04 02 00 3c 00 02 c0 af",
    failure: 0x81,
  },
  {
    name: "client identifier cut in a character [MQTT-3.1.3-4]",
    version: 5,
    bytes: "10 0f 00 04 'MQTT' 05 02 00 3c 00 00 02 e2 82",
    failure: 0x81,
  },
  {
    name: "user name that is not UTF-8 [MQTT-3.1.3-11]",
    version: 4,
    bytes: "10 10 00 04 'MQTT' 04 82 00 3c 00 00 00 02 ff fe",
    failure: 0x81,
  },
  {
    name: "CONNECT with properties longer than itself",
    version: 5,
    bytes: "10 0d 00 04 'MQTT' 05 02 00 3c 7f 00 00",
    failure: 0x81,
  },
  { name: "receive maximum 0", version: 5, bytes: "10 10 00 04 'MQTT' 05 02 00 3c 03 21 00 00 00 00", failure: 0x82 },
  {
    name: "maximum packet size 0",
    version: 5,
    bytes: "10 12 00 04 'MQTT' 05 02 00 3c 05 27 00 00 00 00 00 00",
    failure: 0x82,
  },
  {
    name: "session expiry twice",
    version: 5,
    bytes: "10 17 00 04 'MQTT' 05 02 00 3c 0a 11 00 00 00 01 11 00 00 00 01 00 00",
    failure: 0x82,
  },
  {
    name: "request problem information 2",
    version: 5,
    bytes: "10 0f 00 04 'MQTT' 05 02 00 3c 02 17 02 00 00",
    failure: 0x82,
  },
  {
    name: "authentication data without a method",
    version: 5,
    bytes: "10 11 00 04 'MQTT' 05 02 00 3c 04 16 00 01 00 00 00",
    failure: 0x82,
  },
  {
    name: "a property that CONNECT cannot carry",
    version: 5,
    bytes: "10 10 00 04 'MQTT' 05 02 00 3c 03 23 00 01 00 00",
    failure: 0x81,
  },
  {
    name: "will delay outside the will's properties",
    version: 5,
    bytes: "10 12 00 04 'MQTT' 05 02 00 3c 05 18 00 00 00 01 00 00",
    failure: 0x81,
  },
  {
    name: "CONNECT with a property that does not exist",
    version: 5,
    bytes: "10 0f 00 04 'MQTT' 05 02 00 3c 02 04 00 00 00",
    failure: 0x81,
  },
  {
    name: "a property identifier of two bytes",
    version: 5,
    bytes: "10 10 00 04 'MQTT' 05 02 00 3c 03 91 00 00 00 00",
    failure: 0x81,
  },
  {
    name: "a property that crosses the end of the properties",
    version: 5,
    bytes: "10 12 00 04 'MQTT' 05 02 00 3c 03 11 00 00 00 01 00 00",
    failure: 0x81,
  },

  {
    name: "CONNACK of 3.1.1",
    version: 4,
    bytes: "20 02 01 00",
    packet: { type: CONNACK, sessionPresent: true, reasonCode: 0, properties: {} },
  },
  {
    name: "CONNACK of 3.1.1, refused",
    version: 4,
    bytes: "20 02 00 05",
    packet: { type: CONNACK, sessionPresent: false, reasonCode: 5, properties: {} },
  },
  {
    name: "CONNACK of 5.0 with every property",
    version: 5,
    bytes: `20 5d 01 00 5a
            11 00 00 00 01 12 00 02 'id' 13 00 0a
            15 00 01 'm' 16 00 01 ff
            1a 00 01 'r' 1c 00 01 's' 1f 00 02 'ok'
            21 00 01 22 ff ff 24 01 25 00
            26 00 01 'b' 00 01 '1' 26 00 01 'a' 00 01 '2' 26 00 01 'b' 00 01 '1'
            27 ff ff ff ff 28 01 29 00 2a 01
            26 00 01 'x' 00 08 'a longer'`,
    packet: {
      type: CONNACK,
      sessionPresent: true,
      reasonCode: 0,
      properties: {
        sessionExpiryInterval: 1,
        assignedClientIdentifier: "id",
        serverKeepAlive: 10,
        authenticationMethod: "m",
        authenticationData: Buffer.from([255]),
        responseInformation: "r",
        serverReference: "s",
        reasonString: "ok",
        receiveMaximum: 1,
        topicAliasMaximum: 65_535,
        maximumQoS: 1,
        retainAvailable: 0,
        userProperties: [
          ["b", "1"],
          ["a", "2"],
          ["b", "1"],
          ["x", "a longer"],
        ],
        maximumPacketSize: 4_294_967_295,
        wildcardSubscriptionAvailable: 1,
        subscriptionIdentifierAvailable: 0,
        sharedSubscriptionAvailable: 1,
      },
    },
    decodeOnly: true,
  },
  { name: "CONNACK, refused and yet with a session [MQTT-3.2.2-4]", version: 4, bytes: "20 02 01 05", failure: 0x82 },
  { name: "CONNACK with reserved flags [MQTT-3.2.2-1]", version: 5, bytes: "20 03 02 00 00", failure: 0x81 },
  {
    name: "CONNACK with a reason code that is not its own [MQTT-3.2.2-8]",
    version: 5,
    bytes: "20 03 00 92 00",
    failure: 0x82,
  },
  { name: "CONNACK of 3.1.1 with a reserved return code", version: 4, bytes: "20 02 00 06", failure: 0x82 },
  { name: "CONNACK too short", version: 4, bytes: "20 01 00", failure: 0x81 },
  { name: "CONNACK of 5.0 without property length [MQTT-2.2.2-1]", version: 5, bytes: "20 02 00 00", failure: 0x81 },
];
