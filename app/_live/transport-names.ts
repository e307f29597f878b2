import type { TransportName } from "#core/control.ts";

/** Names that are the same in every language. */
export const TRANSPORT_NAMES: Readonly<Record<TransportName, string>> = {
  tcp: "TCP",
  tls: "TLS",
  ws: "WebSocket",
  wss: "WSS",
};
export const PROTOCOL_NAMES = { 3: "MQTT 3.1", 4: "MQTT 3.1.1", 5: "MQTT 5.0" } as const;
