import { WEBSOCKET_PATH } from "../_connect/target.ts";

/** The ports on which the broker speaks MQTT over WebSocket. */
export interface WebSocketPorts {
  readonly ws: number;
  readonly wss: number;
}

/** A way to the broker that a browser can go. */
export type Listener = keyof WebSocketPorts;

/** Where a page reaches the broker: the host it came from itself. */
export function brokerUrl(listener: Listener, hostname: string, ports: WebSocketPorts): string {
  return `${listener}://${hostname}:${ports[listener]}${WEBSOCKET_PATH}`;
}

/** A browser refuses to open `ws://` from a page that came over https. */
export function mayOpen(listener: Listener, page: Pick<Location, "protocol">): boolean {
  return listener === "wss" || page.protocol !== "https:";
}
