/** The ports on which the broker speaks MQTT over WebSocket. */
export interface WebSocketPorts {
  readonly ws: number;
  readonly wss: number;
}

/**
 * Where the page reaches the broker: the host it came from itself, encrypted when the page is, because a browser
 * refuses `ws://` from an https page.
 */
export function brokerUrl(page: Pick<Location, "protocol" | "hostname">, ports: WebSocketPorts): string {
  return page.protocol === "https:"
    ? `wss://${page.hostname}:${ports.wss}/mqtt`
    : `ws://${page.hostname}:${ports.ws}/mqtt`;
}
