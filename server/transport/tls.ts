import { createServer, type SecureContextOptions, type TLSSocket, type TlsOptions } from "node:tls";
import type { Broker } from "../broker.ts";
import { ASK_EVERYBODY } from "../tls/client-certificate.ts";
import { Front } from "./front.ts";
import { connectSocket, listen, type TcpOptions } from "./tcp.ts";
import type { Listener } from "./transport.ts";

export interface TlsListenOptions extends TcpOptions {
  /** Certificate, key, versions: as node:tls takes them. */
  readonly tls: TlsOptions;
}

/** A listener whose certificate can be changed while clients stay connected. */
export interface TlsListener extends Listener {
  /** New connections get the new certificate; open ones keep theirs. */
  setSecureContext(options: SecureContextOptions): void;
}

/** MQTT over TLS. The name the client asked for (SNI) tells the tenant where it is one. */
export async function listenTls(broker: Broker, options: TlsListenOptions): Promise<TlsListener> {
  const { host, port, tls, proxyProtocol = false } = options;
  const handshakeTimeout = broker.limits.connectTimeoutSeconds * 1000;
  const server = createServer({ handshakeTimeout, ...ASK_EVERYBODY, ...tls }, (socket: TLSSocket) => {
    const arrival = front.arrivalOf(socket);
    if (arrival === undefined) socket.destroy();
    else connectSocket(broker, socket, arrival, "tls", socket.servername || undefined);
  });
  // A failed handshake is its client's affair; the socket is already gone.
  server.on("tlsClientError", () => {});
  const front = new Front(broker, proxyProtocol, (socket) => server.emit("connection", socket));
  const listener = await listen(broker, front.server, host, port);
  return Object.assign(listener, {
    setSecureContext: (options: SecureContextOptions) => server.setSecureContext(options),
  });
}
