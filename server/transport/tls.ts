import { createServer, type SecureContextOptions, type TLSSocket, type TlsOptions } from "node:tls";
import type { Broker } from "../broker.ts";
import { connectSocket, listen, SOCKET_OPTIONS, type TcpOptions } from "./tcp.ts";
import type { Listener } from "./transport.ts";

export interface TlsListenOptions extends TcpOptions {
  /** Certificate, key, versions, client certificates: as node:tls takes them. */
  readonly tls: TlsOptions;
}

/** A listener whose certificate can be changed while clients stay connected. */
export interface TlsListener extends Listener {
  /** New connections get the new certificate; open ones keep theirs. */
  setSecureContext(options: SecureContextOptions): void;
}

/** MQTT over TLS. The name the client asked for (SNI) tells the tenant where it is one. */
export async function listenTls(broker: Broker, { host, port, tls }: TlsListenOptions): Promise<TlsListener> {
  const handshakeTimeout = broker.limits.connectTimeoutSeconds * 1000;
  const server = createServer({ ...SOCKET_OPTIONS, handshakeTimeout, ...tls }, (socket: TLSSocket) => {
    connectSocket(broker, socket, "tls", socket.servername === false ? undefined : (socket.servername ?? undefined));
  });
  // A failed handshake is its client's affair; the socket is already gone.
  server.on("tlsClientError", () => {});
  const listener = await listen(broker, server, host, port);
  return Object.assign(listener, {
    setSecureContext: (options: SecureContextOptions) => server.setSecureContext(options),
  });
}
