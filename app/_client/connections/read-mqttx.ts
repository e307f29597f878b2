import * as z from "zod/mini";
import { DEFAULT_LIMITS } from "#core/limits.ts";
import { findFilterFault } from "#core/topic.ts";
import type { KeptMessage } from "../storage/client-storage.ts";
import type { ImportedConnection, ImportPlace, LeftOut } from "./import-plan.ts";
import { NO_WILL, newProfile } from "./profile.ts";
import { type ConnectionProfile, profileFaults, SUBSCRIPTIONS_MAX, type UserProperty } from "./profile-schema.ts";

/** The newest are taken of a connection's messages. */
const MESSAGES_MAX = 5_000;
/** Folders in folders. */
const DEPTH_MAX = 8;

const text = z.catch(z.string(), "");
const number = z.catch(z.optional(z.number()), undefined);
const flag = z.catch(z.optional(z.boolean()), undefined);
const qos = z.catch(z.literal([0, 1, 2]), 0);
const pairs = z.catch(z.record(z.string(), z.union([z.string(), z.array(z.string())])), {});

/** MQTTX's connection as its desktop and web versions write it; what is missing or odd counts as not set. */
const mqttxConnection = z.object({
  name: text,
  clientId: text,
  clientIdWithTime: flag,
  clean: flag,
  protocol: text,
  host: text,
  keepalive: number,
  connectTimeout: number,
  reconnect: flag,
  reconnectPeriod: number,
  username: text,
  password: text,
  ca: text,
  cert: text,
  key: text,
  mqttVersion: text,
  properties: z.catch(
    z.object({
      sessionExpiryInterval: number,
      receiveMaximum: number,
      maximumPacketSize: number,
      topicAliasMaximum: number,
      requestResponseInformation: flag,
      requestProblemInformation: flag,
      userProperties: pairs,
      authenticationMethod: text,
    }),
    { userProperties: {}, authenticationMethod: "" },
  ),
  will: z.catch(
    z.object({
      lastWillTopic: text,
      lastWillPayload: text,
      lastWillQos: qos,
      lastWillRetain: flag,
      properties: z.catch(
        z.object({
          willDelayInterval: number,
          payloadFormatIndicator: flag,
          messageExpiryInterval: number,
          contentType: text,
          responseTopic: text,
          correlationData: text,
          userProperties: pairs,
        }),
        { contentType: "", responseTopic: "", correlationData: "", userProperties: {} },
      ),
    }),
    {
      lastWillTopic: "",
      lastWillPayload: "",
      lastWillQos: 0,
      properties: { contentType: "", responseTopic: "", correlationData: "", userProperties: {} },
    },
  ),
  subscriptions: z.catch(z.array(z.object({ topic: text, qos })), []),
  messages: z.catch(
    z.array(z.object({ topic: text, payload: text, qos, retain: flag, out: flag, createAt: text })),
    [],
  ),
});
type MqttxConnection = z.output<typeof mqttxConnection>;

/** The connections of an MQTTX export, folders opened; undefined when it is none. */
export function readMqttx(file: readonly unknown[], place: ImportPlace): ImportedConnection[] | undefined {
  const found = flatten(file, 0);
  const looksRight = (each: unknown) =>
    typeof each === "object" && each !== null && "clientId" in each && "host" in each;
  if (file.length > 0 && !found.some(looksRight)) return undefined;
  return found.filter(looksRight).flatMap((each, i) => {
    const read = mqttxConnection.safeParse(each);
    return read.success ? [toProfile(read.data, { ...place, now: place.now + i })] : [];
  });
}

function flatten(entries: readonly unknown[], depth: number): unknown[] {
  return entries.flatMap((entry) => {
    const children = (entry as { children?: unknown } | null)?.children;
    return Array.isArray(children) && depth < DEPTH_MAX ? flatten(children, depth + 1) : [entry];
  });
}

function toProfile(from: MqttxConnection, place: ImportPlace): ImportedConnection {
  const left: LeftOut[] = [];
  const here = from.host === "" || from.host === place.hostname;
  if (!here) left.push({ kind: "host", what: from.host });
  if (from.protocol.startsWith("mqtt")) left.push({ kind: "protocol", what: from.protocol });
  if (!here && from.username !== "") left.push({ kind: "username", what: from.username });
  if (from.password !== "") left.push({ kind: "password" });
  if (from.ca !== "" || from.cert !== "" || from.key !== "") left.push({ kind: "certificates" });
  const { authenticationMethod } = from.properties;
  if (authenticationMethod !== "") left.push({ kind: "authentication", what: authenticationMethod });

  const defaults = newProfile({ ...place, name: from.name.trim() || from.clientId || "MQTTX" });
  const will = from.will;
  const wanted: ConnectionProfile = {
    ...defaults,
    principal: here && from.username !== "" ? { kind: "credentials", username: from.username } : defaults.principal,
    listener: place.secure || from.protocol === "wss" || from.protocol === "mqtts" ? "wss" : "ws",
    clientId: from.clientId,
    clientIdTimestamp: from.clientIdWithTime ?? false,
    protocolVersion: from.mqttVersion.startsWith("3") ? 4 : 5,
    cleanStart: from.clean ?? true,
    keepAliveSeconds: from.keepalive ?? defaults.keepAliveSeconds,
    connectTimeoutSeconds: from.connectTimeout ?? defaults.connectTimeoutSeconds,
    autoReconnect: from.reconnect ?? true,
    reconnectPeriodSeconds: Math.max(1, Math.round((from.reconnectPeriod ?? 4_000) / 1_000)),
    sessionExpiryIntervalSeconds: from.properties.sessionExpiryInterval,
    receiveMaximum: from.properties.receiveMaximum,
    maximumPacketSizeBytes: from.properties.maximumPacketSize,
    topicAliasMaximum: from.properties.topicAliasMaximum,
    requestResponseInformation: from.properties.requestResponseInformation,
    requestProblemInformation: from.properties.requestProblemInformation,
    userProperties: rows(from.properties.userProperties),
    will: {
      ...NO_WILL,
      topic: will.lastWillTopic,
      payload: will.lastWillPayload,
      qos: will.lastWillQos,
      retain: will.lastWillRetain ?? false,
      payloadFormatIndicator: will.properties.payloadFormatIndicator ?? false,
      willDelayIntervalSeconds: will.properties.willDelayInterval,
      messageExpiryIntervalSeconds: will.properties.messageExpiryInterval,
      contentType: will.properties.contentType,
      responseTopic: will.properties.responseTopic,
      correlationData: will.properties.correlationData,
      userProperties: rows(will.properties.userProperties),
    },
  };
  const profile = mended(wanted, defaults, left);
  const subscriptions = from.subscriptions
    .filter(({ topic }) => findFilterFault(topic, DEFAULT_LIMITS) === undefined)
    .slice(0, SUBSCRIPTIONS_MAX)
    .map(({ topic, qos }, i) => ({ id: i + 1, filter: topic, qos }));
  const lostSubscriptions = from.subscriptions.length - subscriptions.length;
  if (lostSubscriptions > 0) left.push({ kind: "subscriptions", count: lostSubscriptions });
  const messages = from.messages.slice(-MESSAGES_MAX).flatMap(toMessage);
  const lostMessages = from.messages.length - messages.length;
  if (lostMessages > 0) left.push({ kind: "messages", count: lostMessages });
  return { profile: { ...profile, subscriptions }, messages, left };
}

/** The profile with each wrong field at its default, which is told. */
function mended(wanted: ConnectionProfile, defaults: ConnectionProfile, left: LeftOut[]): ConnectionProfile {
  const faults = profileFaults(wanted);
  if (faults === undefined) return wanted;
  // A will is taken whole or not at all: half of one would say something that nobody wanted said.
  const fields = new Set([...faults.keys()].map((path) => path.split(".")[0] ?? path));
  left.push({ kind: "fields", what: [...fields].join(", ") });
  const kept = Object.fromEntries(Object.entries(wanted).filter(([field]) => !fields.has(field)));
  return { ...defaults, ...kept };
}

function rows(pairs: Readonly<Record<string, string | readonly string[]>>): UserProperty[] {
  return Object.entries(pairs).flatMap(([name, values]) =>
    [values].flat().map((value) => ({ name, value, enabled: true })),
  );
}

const utf8 = new TextEncoder();

function toMessage({ topic, payload, qos, retain, out, createAt }: MqttxConnection["messages"][number]): KeptMessage[] {
  // `2026-11-20 14:03:07:125`, by the clock of whoever wrote it.
  const at = Date.parse(createAt.replace(" ", "T").replace(/:(\d{3})$/, ".$1"));
  if (topic === "" || Number.isNaN(at)) return [];
  return [
    {
      at,
      direction: out ? "sent" : "received",
      topic,
      payload: utf8.encode(payload),
      qos,
      retain: retain ?? false,
      dup: false,
      properties: undefined,
      skippedBefore: 0,
      principal: undefined,
      delivery: out ? { state: "unknown" } : undefined,
    },
  ];
}
