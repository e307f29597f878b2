import {
  AUTH,
  CONNACK,
  CONNECT,
  DISCONNECT,
  type Properties,
  PUBACK,
  PUBCOMP,
  PUBLISH,
  PUBREC,
  PUBREL,
  SUBACK,
  SUBSCRIBE,
  UNSUBACK,
  UNSUBSCRIBE,
} from "./packets.ts";

/**
 * The properties of MQTT 5.0 (2.2.2.2) in one table: identifier, name, type, and the packets that may carry each.
 * Decoding, encoding and the tests all read this table and nothing else.
 */

/** Stands beside the packet types for the Will's properties inside CONNECT. */
export const WILL = 0;

/** What may carry properties: a packet type, or WILL. */
export type PropertyHolder = number;

type NamesOf<Value> = {
  [Name in keyof Properties]-?: [Exclude<Properties[Name], undefined>, Value] extends [
    Value,
    Exclude<Properties[Name], undefined>,
  ]
    ? Name
    : never;
}[keyof Properties];

/** How the value is written, and what values the specification allows beyond the type. */
export type PropertyDefinition = {
  readonly id: number;
  /** Set of holders, bit `1 << holder`. */
  readonly holders: number;
} & (
  | { readonly type: "bit"; readonly name: NamesOf<0 | 1> }
  | {
      readonly type: "twoByteInteger" | "fourByteInteger";
      readonly name: NamesOf<number>;
      /** 0 is a Protocol Error. */
      readonly nonZero?: true;
    }
  | { readonly type: "utf8String"; readonly name: NamesOf<string> }
  | { readonly type: "binaryData"; readonly name: NamesOf<Buffer> }
  /** A variable byte integer from 1; repeats in a PUBLISH from the server. */
  | { readonly type: "identifiers"; readonly name: NamesOf<number[]> }
  /** Repeats everywhere. */
  | { readonly type: "userProperties"; readonly name: "userProperties" }
);

const holders = (...list: PropertyHolder[]): number => list.reduce((set, holder) => set | (1 << holder), 0);
const MESSAGE = holders(PUBLISH, WILL);
const ANSWER = holders(CONNACK, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK, DISCONNECT, AUTH);
const EVERYTHING = ANSWER | MESSAGE | holders(CONNECT, SUBSCRIBE, UNSUBSCRIBE);

export const PAYLOAD_FORMAT_INDICATOR = 0x01;
export const MESSAGE_EXPIRY_INTERVAL = 0x02;
export const CONTENT_TYPE = 0x03;
export const RESPONSE_TOPIC = 0x08;
export const CORRELATION_DATA = 0x09;
export const SUBSCRIPTION_IDENTIFIER = 0x0b;
export const TOPIC_ALIAS = 0x23;
export const USER_PROPERTY = 0x26;

export const PROPERTY_TABLE: readonly PropertyDefinition[] = [
  { id: PAYLOAD_FORMAT_INDICATOR, name: "payloadFormatIndicator", type: "bit", holders: MESSAGE },
  { id: MESSAGE_EXPIRY_INTERVAL, name: "messageExpiryInterval", type: "fourByteInteger", holders: MESSAGE },
  { id: CONTENT_TYPE, name: "contentType", type: "utf8String", holders: MESSAGE },
  { id: RESPONSE_TOPIC, name: "responseTopic", type: "utf8String", holders: MESSAGE },
  { id: CORRELATION_DATA, name: "correlationData", type: "binaryData", holders: MESSAGE },
  {
    id: SUBSCRIPTION_IDENTIFIER,
    name: "subscriptionIdentifiers",
    type: "identifiers",
    holders: holders(PUBLISH, SUBSCRIBE),
  },
  {
    id: 0x11,
    name: "sessionExpiryInterval",
    type: "fourByteInteger",
    holders: holders(CONNECT, CONNACK, DISCONNECT),
  },
  { id: 0x12, name: "assignedClientIdentifier", type: "utf8String", holders: holders(CONNACK) },
  { id: 0x13, name: "serverKeepAlive", type: "twoByteInteger", holders: holders(CONNACK) },
  { id: 0x15, name: "authenticationMethod", type: "utf8String", holders: holders(CONNECT, CONNACK, AUTH) },
  { id: 0x16, name: "authenticationData", type: "binaryData", holders: holders(CONNECT, CONNACK, AUTH) },
  { id: 0x17, name: "requestProblemInformation", type: "bit", holders: holders(CONNECT) },
  { id: 0x18, name: "willDelayInterval", type: "fourByteInteger", holders: holders(WILL) },
  { id: 0x19, name: "requestResponseInformation", type: "bit", holders: holders(CONNECT) },
  { id: 0x1a, name: "responseInformation", type: "utf8String", holders: holders(CONNACK) },
  { id: 0x1c, name: "serverReference", type: "utf8String", holders: holders(CONNACK, DISCONNECT) },
  { id: 0x1f, name: "reasonString", type: "utf8String", holders: ANSWER },
  { id: 0x21, name: "receiveMaximum", type: "twoByteInteger", nonZero: true, holders: holders(CONNECT, CONNACK) },
  { id: 0x22, name: "topicAliasMaximum", type: "twoByteInteger", holders: holders(CONNECT, CONNACK) },
  { id: TOPIC_ALIAS, name: "topicAlias", type: "twoByteInteger", nonZero: true, holders: holders(PUBLISH) },
  { id: 0x24, name: "maximumQoS", type: "bit", holders: holders(CONNACK) },
  { id: 0x25, name: "retainAvailable", type: "bit", holders: holders(CONNACK) },
  { id: USER_PROPERTY, name: "userProperties", type: "userProperties", holders: EVERYTHING },
  { id: 0x27, name: "maximumPacketSize", type: "fourByteInteger", nonZero: true, holders: holders(CONNECT, CONNACK) },
  { id: 0x28, name: "wildcardSubscriptionAvailable", type: "bit", holders: holders(CONNACK) },
  { id: 0x29, name: "subscriptionIdentifierAvailable", type: "bit", holders: holders(CONNACK) },
  { id: 0x2a, name: "sharedSubscriptionAvailable", type: "bit", holders: holders(CONNACK) },
];

const byId: (PropertyDefinition | undefined)[] = [];
for (const definition of PROPERTY_TABLE) byId[definition.id] = definition;

/** The property of that identifier, if `holder` may carry it. */
export function propertyFor(id: number, holder: PropertyHolder): PropertyDefinition | undefined {
  const definition = byId[id];
  return definition !== undefined && (definition.holders & (1 << holder)) !== 0 ? definition : undefined;
}
