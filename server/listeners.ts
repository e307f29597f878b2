import type { Config } from "#core/config.ts";
import type { Broker } from "./broker.ts";
import { portError } from "./ports.ts";
import { serverCertificate } from "./tls/certificate.ts";
import type { KeyPair } from "./tls/local-authority.ts";
import { listenTcp } from "./transport/tcp.ts";
import { listenTls } from "./transport/tls.ts";
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
const RENEWAL_HOURS = 24;

/**
 * Opens MQTT over TCP, TLS, WebSocket and secure WebSocket. They close when the broker drains.
 * @throws StartError naming the variable of the port that cannot be had
 */
export async function openListeners(broker: Broker, config: Config, certificate: KeyPair): Promise<ListenerPorts> {
  const { host } = config;
  const tls = { ...contextOf(certificate), minVersion: "TLSv1.2" as const };
  const path = WEBSOCKET_PATH;
  const mqtt = await open("MQTT_PORT", config.mqttPort, (port) => listenTcp(broker, { host, port }));
  const mqtts = await open("MQTTS_PORT", config.mqttsPort, (port) => listenTls(broker, { host, port, tls }));
  const ws = await open("WS_PORT", config.wsPort, (port) => listenWebSocket(broker, { host, port, path }));
  const wss = await open("WSS_PORT", config.wssPort, (port) => listenWebSocket(broker, { host, port, path, tls }));

  // A broker may run for longer than its certificate.
  const renewal = setInterval(() => void renew(), RENEWAL_HOURS * 60 * 60 * 1000);
  renewal.unref();
  return { mqtt: mqtt.port, mqtts: mqtts.port, ws: ws.port, wss: wss.port };

  async function renew(): Promise<void> {
    try {
      const context = contextOf(await serverCertificate(config));
      for (const listener of [mqtts, wss]) listener.setSecureContext(context);
    } catch (error) {
      broker.log("error", "the certificate could not be renewed", { error: String(error) });
    }
  }

  async function open<L extends Listener>(variable: string, port: number, listen: (port: number) => Promise<L>) {
    try {
      return await listen(port);
    } catch (cause) {
      throw portError({ variable, host, port }, cause as NodeJS.ErrnoException);
    }
  }
}

function contextOf({ certificate, key }: KeyPair): { cert: string; key: string } {
  return { cert: certificate, key };
}
