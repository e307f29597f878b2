import type { IClientOptions } from "mqtt";
import type { ConnectProperties, UserProperties, WillSettings } from "./protocol.ts";
import { SCRAM_METHOD } from "./scram.ts";

/** The largest packet we are willing to receive; four times what the broker lets anybody publish by default. */
const MAXIMUM_PACKET_SIZE_BYTES = 4 * 1024 * 1024;

/** A step of SCRAM as CONNECT and AUTH carry it. MQTT.js writes text as UTF-8 where it takes bytes. */
export function authenticationProperties(message: string) {
  return { authenticationMethod: SCRAM_METHOD, authenticationData: message as unknown as Buffer };
}

/**
 * CONNECT's properties as MQTT.js takes them; what nobody set is not sent.
 * @param scramFirst the first message of SCRAM, where the password is proven and not sent
 */
export function connectProperties(
  wanted: ConnectProperties | undefined,
  scramFirst: string | undefined,
): IClientOptions["properties"] {
  return without({
    ...wanted,
    ...(scramFirst === undefined ? {} : authenticationProperties(scramFirst)),
    maximumPacketSize: wanted?.maximumPacketSize ?? MAXIMUM_PACKET_SIZE_BYTES,
    userProperties: byName(wanted?.userProperties),
  });
}

/** The will as MQTT.js takes it. */
export function willPacket({ properties, ...will }: WillSettings): IClientOptions["will"] {
  if (properties === undefined) return will;
  return {
    ...will,
    properties: without({
      ...properties,
      // Text is written as UTF-8, which is all that a text field can mean.
      correlationData: properties.correlationData as unknown as Buffer | undefined,
      userProperties: byName(properties.userProperties),
    }),
  };
}

/** MQTT.js takes a name once, with all its values. */
export function byName(properties: UserProperties | undefined): Record<string, string | string[]> | undefined {
  if (properties === undefined) return undefined;
  const values = new Map<string, string[]>();
  for (const [name, value] of properties) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length === 1 ? (all[0] ?? "") : all]));
}

/** MQTT.js takes a property that is there but undefined for a wrong one. */
export function without<T extends object>(properties: T): T {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as T;
}
