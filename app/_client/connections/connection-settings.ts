import { brokerUrl, type WebSocketPorts } from "../broker-url.ts";
import type { ConnectionSettings } from "../protocol.ts";
import type { ConnectionProfile, UserProperty } from "./profile-schema.ts";

/** Where and as whom a profile connects now. */
export interface ConnectionPlace {
  /** The broker's host as the browser reaches it. */
  readonly hostname: string;
  readonly ports: WebSocketPorts;
  /** Who the connection acts as, in the person's words. */
  readonly principal: string;
  readonly now: number;
}

/** What the worker is told of a profile at a connect: all of it is settled, until the next one. */
export function connectionSettings(profile: ConnectionProfile, place: ConnectionPlace): ConnectionSettings {
  const { will, protocolVersion } = profile;
  const clientId =
    profile.clientIdTimestamp && profile.clientId !== "" ? `${profile.clientId}_${place.now}` : profile.clientId;
  return {
    url: brokerUrl(profile.listener, place.hostname, place.ports),
    clientId,
    protocolVersion,
    cleanStart: profile.cleanStart,
    keepAliveSeconds: profile.keepAliveSeconds,
    principal: place.principal,
    connectTimeoutMs: profile.connectTimeoutSeconds * 1_000,
    reconnect: profile.autoReconnect ? { baseMs: profile.reconnectPeriodSeconds * 1_000 } : "never",
    connectProperties:
      protocolVersion === 5
        ? {
            sessionExpiryInterval: profile.sessionExpiryIntervalSeconds,
            receiveMaximum: profile.receiveMaximum,
            maximumPacketSize: profile.maximumPacketSizeBytes,
            topicAliasMaximum: profile.topicAliasMaximum,
            requestResponseInformation: profile.requestResponseInformation,
            requestProblemInformation: profile.requestProblemInformation,
            userProperties: enabled(profile.userProperties),
          }
        : undefined,
    will:
      will.topic === ""
        ? undefined
        : {
            topic: will.topic,
            qos: will.qos,
            retain: will.retain,
            payload: will.payload,
            properties:
              protocolVersion === 5
                ? {
                    payloadFormatIndicator: will.payloadFormatIndicator || undefined,
                    willDelayInterval: will.willDelayIntervalSeconds,
                    messageExpiryInterval: will.messageExpiryIntervalSeconds,
                    contentType: will.contentType || undefined,
                    responseTopic: will.responseTopic || undefined,
                    correlationData: will.correlationData || undefined,
                    userProperties: enabled(will.userProperties),
                  }
                : undefined,
          },
  };
}

/** The rows that are switched on; undefined when none is. */
function enabled(rows: readonly UserProperty[]): readonly (readonly [name: string, value: string])[] | undefined {
  const on = rows.filter((row) => row.enabled).map(({ name, value }) => [name, value] as const);
  return on.length === 0 ? undefined : on;
}
