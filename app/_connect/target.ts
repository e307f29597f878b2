import type { TransportName } from "#core/control.ts";

/** MQTT 3.1.1 or 5.0, by the protocol level that CONNECT carries. */
export type ProtocolVersion = 4 | 5;

/** The authority that signed the broker's certificate, where browsers and systems do not know it. */
export interface CertificateAuthority {
  /** What the snippets call the file. */
  readonly fileName: string;
  /** Where the console hands it out. */
  readonly url: string;
  readonly pem: string;
}

/** Everything a snippet needs to reach this broker as one device. */
export interface ConnectTarget {
  readonly host: string;
  readonly port: number;
  readonly transport: TransportName;
  readonly protocolVersion: ProtocolVersion;
  readonly username: string;
  readonly secret: string;
  readonly clientId: string;
  /** Where the device publishes first. */
  readonly topic: string;
  /** What it subscribes to. */
  readonly filter: string;
  /** False for a device that only reads: its snippets do not publish. */
  readonly mayPublish: boolean;
  /** Undefined when the certificate is publicly trusted. */
  readonly authority: CertificateAuthority | undefined;
}

export const isEncrypted = (transport: TransportName): boolean => transport === "tls" || transport === "wss";
export const isWebSocket = (transport: TransportName): boolean => transport === "ws" || transport === "wss";

/** The path of MQTT over WebSocket. */
export const WEBSOCKET_PATH = "/mqtt";
/** The first message: JSON, so that it looks like something when it arrives. */
export const FIRST_PAYLOAD = '{"celsius":21.5}';
