import { createServer as createHttpServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { SecureContextOptions, TlsOptions } from "node:tls";
import { type WebSocket, WebSocketServer } from "ws";
import type { TransportName } from "#core/control.ts";
import type { Broker } from "../broker.ts";
import { ASK_ALL_BUT_BROWSERS, type PeerCertificate, peerCertificateOf } from "../tls/client-certificate.ts";
import type { Arrival } from "./arrivals.ts";
import { Front } from "./front.ts";
import { join, keepJoined } from "./join.ts";
import { destroyLater, listen, type TcpOptions } from "./tcp.ts";
import type { Listener, Transport } from "./transport.ts";
import { readMessages } from "./websocket-messages.ts";

/** In the order we prefer them; `mqttv3.1` is what clients of 3.1 ask for. */
const SUBPROTOCOLS = ["mqtt", "mqttv3.1"];

/** A message may join several packets; beyond this many bytes more than one packet takes it is refused (1009). */
const JOINED_BYTES_MAX = 256 * 1024;

const PONG_BACKLOG_BYTES_MAX = 16 * 1024;
const ORIGIN_CHARS_TOLD = 256;
/** Close status: data that cannot be accepted. */
const UNSUPPORTED_DATA = 1003;

/** A WebSocket: the frames of a turn leave joined in one message, as the standard allows (6.0). */
class WebSocketTransport implements Transport {
  readonly name: TransportName;
  readonly address: string;
  readonly serverName: string | undefined;
  readonly #webSocket: WebSocket;
  readonly #socket: Socket;
  #arrival: Arrival | undefined;

  constructor(
    webSocket: WebSocket,
    socket: Socket,
    arrival: Arrival,
    name: TransportName,
    serverName: string | undefined,
  ) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.name = name;
    this.#arrival = arrival;
    this.address = arrival.address;
    this.serverName = serverName;
  }

  peerCertificate(): PeerCertificate | undefined {
    return peerCertificateOf(this.#socket);
  }

  write(parts: readonly Buffer[], count: number, bytes: number): boolean {
    const webSocket = this.#webSocket;
    if (webSocket.readyState !== webSocket.OPEN) return true;
    const message = count === 1 ? (parts[0] as Buffer) : join(parts, 0, count, bytes);
    webSocket.send(message, SEND_OPTIONS); // [MQTT-6.0.0-4] binary
    if (count > 1 && this.#socket.writableLength > 0) keepJoined(message);
    return !this.#socket.writableNeedDrain;
  }

  pause(): void {
    this.#webSocket.pause();
  }

  resume(): void {
    this.#webSocket.resume();
  }

  welcomed(): void {
    this.#arrival?.leave();
    this.#arrival = undefined;
  }

  end(): void {
    this.#webSocket.resume();
    this.#webSocket.close();
    destroyLater(this.#socket);
  }

  destroy(): void {
    this.#webSocket.terminate();
  }
}

const SEND_OPTIONS = { binary: true, compress: false };

export interface WebSocketOptions extends TcpOptions {
  readonly path: string;
  /** Makes it WSS. */
  readonly tls?: TlsOptions;
  /** Whether a page of this origin may connect; clients that are no browsers send none and may. Default: every one. */
  readonly allowsOrigin?: (origin: string, request: IncomingMessage) => boolean;
}

export interface WebSocketListener extends Listener {
  /** WSS only: new connections get the new certificate; open ones keep theirs. */
  setSecureContext(options: SecureContextOptions): void;
}

/** MQTT over WebSocket. The Host the client asked for tells the tenant where it is one. */
export async function listenWebSocket(broker: Broker, options: WebSocketOptions): Promise<WebSocketListener> {
  const { host, port, path, tls, proxyProtocol = false, allowsOrigin = () => true } = options;
  const name: TransportName = tls === undefined ? "ws" : "wss";
  const handshakeTimeout = broker.limits.connectTimeoutSeconds * 1000;
  // Until it is a WebSocket, a socket's time is bounded by its arrival.
  const server =
    tls === undefined ? createHttpServer() : createHttpsServer({ handshakeTimeout, ...ASK_ALL_BUT_BROWSERS, ...tls });
  server.on("request", (_request, response) => {
    response.writeHead(426, { connection: "close", "content-type": "text/plain", upgrade: "websocket" });
    response.end("MQTT over WebSocket only\n");
  });
  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    autoPong: false,
    maxPayload: messageBytesMax(broker),
    handleProtocols: (offered) => SUBPROTOCOLS.find((protocol) => offered.has(protocol)) ?? false, // [MQTT-6.0.0-3] [MQTT-6.0.0-4]
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const arrival = front.arrivalOf(socket as Socket);
    const { origin } = request.headers;
    let refusal = refusalOf(request, path);
    if (refusal === undefined && origin !== undefined && !allowsOrigin(origin, request)) {
      refusal = "403 Forbidden";
      broker.log("info", "WebSocket refused: WS_ORIGINS does not name its origin", {
        origin: origin.slice(0, ORIGIN_CHARS_TOLD),
        address: arrival?.address,
      });
    }
    if (refusal !== undefined || arrival === undefined) {
      socket.end(`HTTP/1.1 ${refusal ?? "503 Service Unavailable"}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      destroyLater(socket as Socket); // an upgraded socket is half open, and no timeout of the server's watches it
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      connectWebSocket(broker, webSocket, socket as Socket, arrival, name, hostName(request));
    });
  });
  const front = new Front(broker, proxyProtocol, (socket) => server.emit("connection", socket));
  const listener = await listen(broker, front.server, host, port);
  return Object.assign(listener, {
    setSecureContext: (context: SecureContextOptions) => {
      if (isSecure(server)) server.setSecureContext(context);
    },
  });
}

function messageBytesMax({ limits }: Broker): number {
  return limits.maximumPacketSizeBytes + JOINED_BYTES_MAX;
}

/** Joins a WebSocket and a connection of the broker for as long as they live. */
function connectWebSocket(
  broker: Broker,
  webSocket: WebSocket,
  socket: Socket,
  arrival: Arrival,
  name: TransportName,
  serverName: string | undefined,
): void {
  arrival.taken();
  const connection = broker.accept(new WebSocketTransport(webSocket, socket, arrival, name, serverName));
  const stopReading = readMessages(socket, messageBytesMax(broker), (bytes) => connection.receive(bytes));
  webSocket.on("message", (data: Buffer, isBinary: boolean) => {
    if (isBinary)
      connection.receive(data); // cut anywhere [MQTT-6.0.0-2]
    else webSocket.close(UNSUPPORTED_DATA, "binary frames only"); // [MQTT-6.0.0-1]
  });
  webSocket.on("ping", (data: Buffer) => {
    // A client that pings without reading the answers must not fill our memory with them.
    if (socket.writableLength < PONG_BACKLOG_BYTES_MAX) webSocket.pong(data);
  });
  socket.on("drain", () => connection.drained());
  webSocket.on("close", () => connection.closed());
  // The library closes the WebSocket itself, with the status that says why.
  webSocket.on("error", (error) => {
    stopReading();
    broker.log("info", "WebSocket error", { cause: error.message, address: arrival.address });
  });
}

/** The status line of a request that is no MQTT over WebSocket, or undefined. */
function refusalOf(request: IncomingMessage, path: string): string | undefined {
  const asked = (request.url ?? "").split("?", 1)[0];
  if (asked !== path) return "404 Not Found";
  const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((protocol) => protocol.trim());
  return SUBPROTOCOLS.some((protocol) => offered.includes(protocol)) ? undefined : "400 Bad Request";
}

function hostName(request: IncomingMessage): string | undefined {
  return request.headers.host?.replace(/:\d+$/, "");
}

function isSecure(server: Server): server is Server & { setSecureContext(options: SecureContextOptions): void } {
  return "setSecureContext" in server;
}
