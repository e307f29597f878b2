import type { IncomingMessage } from "node:http";
import type { Config } from "#core/config.ts";
import type { TransportName } from "#core/control.ts";
import type { KeyPair } from "#db/x509/signing-key.ts";
import type { Broker } from "./broker.ts";
import { portError } from "./ports.ts";
import { serverCertificate } from "./tls/certificate.ts";
import { watchFiles } from "./tls/watch.ts";
import { allowsOrigin } from "./transport/origins.ts";
import { listenTcp } from "./transport/tcp.ts";
import { listenTls, type TlsListener } from "./transport/tls.ts";
import type { Listener } from "./transport/transport.ts";
import { listenWebSocket } from "./transport/websocket.ts";

/** The ports really listened on. */
export interface ListenerPorts {
  readonly mqtt: number;
  readonly mqtts: number;
  readonly ws: number;
  readonly wss: number;
}

const WEBSOCKET_PATH = "/mqtt";
const TLS_VERSION_MIN = "TLSv1.2" as const;
const RENEWAL_HOURS = 24;

/**
 * Opens MQTT over TCP, TLS, WebSocket and secure WebSocket. They close when the broker drains.
 * @throws StartError naming the variable of the port that cannot be had
 */
export async function openListeners(broker: Broker, config: Config, certificate: KeyPair): Promise<ListenerPorts> {
  const { host } = config;
  const tls = { ...contextOf(certificate), minVersion: TLS_VERSION_MIN };
  const path = WEBSOCKET_PATH;
  const mayConnect = (origin: string, { headers }: IncomingMessage) =>
    allowsOrigin(config.wsOrigins, config.publicHost, origin, headers.host);
  const on = (port: number, transport: TransportName) => {
    return { host, port, proxyProtocol: config.proxyProtocol.includes(transport) };
  };
  const web = { path, allowsOrigin: mayConnect };
  const mqtt = await open("MQTT_PORT", config.mqttPort, (port) => listenTcp(broker, on(port, "tcp")));
  const mqtts = await open("MQTTS_PORT", config.mqttsPort, (port) => listenTls(broker, { ...on(port, "tls"), tls }));
  const ws = await open("WS_PORT", config.wsPort, (port) => listenWebSocket(broker, { ...on(port, "ws"), ...web }));
  const wss = await open("WSS_PORT", config.wssPort, (port) =>
    listenWebSocket(broker, { ...on(port, "wss"), ...web, tls }),
  );
  keepCertificate(broker, config, certificate, [mqtts, wss]);
  return { mqtt: mqtt.port, mqtts: mqtts.port, ws: ws.port, wss: wss.port };

  async function open<L extends Listener>(variable: string, port: number, listen: (port: number) => Promise<L>) {
    try {
      return await listen(port);
    } catch (cause) {
      throw portError({ variable, host, port }, cause as NodeJS.ErrnoException);
    }
  }
}

/**
 * Gives the listeners each new certificate: our own, renewed in good time, since a broker may run for longer than it;
 * the operator's, when its files change. Open connections keep the one they began with. Files that do not fit change
 * nothing, and one line tells.
 */
function keepCertificate(broker: Broker, config: Config, current: KeyPair, listeners: readonly TlsListener[]): void {
  const { tlsCertFile, tlsKeyFile } = config;
  const renew = async (): Promise<void> => {
    try {
      const found = await serverCertificate(config);
      if (found.certificate === current.certificate && found.key === current.key) return;
      current = found;
      const context = { ...contextOf(found), minVersion: TLS_VERSION_MIN };
      for (const listener of listeners) listener.setSecureContext(context);
      broker.log("info", "new connections get a new certificate");
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      broker.log("error", "the new certificate is not used, the former one stays", { cause });
    }
  };
  if (tlsCertFile !== undefined && tlsKeyFile !== undefined) {
    const stop = watchFiles([tlsCertFile, tlsKeyFile], () => void renew());
    broker.addListener({ close: async () => stop() });
    return;
  }
  const renewal = setInterval(() => void renew(), RENEWAL_HOURS * 60 * 60 * 1000);
  renewal.unref();
  broker.addListener({ close: async () => clearInterval(renewal) });
}

function contextOf({ certificate, key }: KeyPair): { cert: string; key: string } {
  return { cert: certificate, key };
}
