import type { Server, Socket } from "node:net";
import type { TransportName } from "#core/control.ts";
import type { Broker } from "../broker.ts";
import type { Connection } from "../connection.ts";
import { type PeerCertificate, peerCertificateOf } from "../tls/client-certificate.ts";
import type { Arrival } from "./arrivals.ts";
import { destroyItself, Front } from "./front.ts";
import { JOIN_BYTES_MAX, join, keepJoined } from "./join.ts";
import type { Listener, Transport } from "./transport.ts";

const FAREWELL_MS = 5_000;

/** From this size on a part goes to the kernel as it is: copying would cost more than one more piece. */
const PART_BYTES_JOINED_MAX = 8 * 1024;

/** A TCP or TLS socket. */
export class SocketTransport implements Transport {
  readonly name: TransportName;
  readonly address: string;
  readonly serverName: string | undefined;
  readonly #socket: Socket;
  #arrival: Arrival | undefined;

  constructor(socket: Socket, arrival: Arrival, name: TransportName, serverName: string | undefined) {
    this.#socket = socket;
    this.#arrival = arrival;
    this.name = name;
    this.address = arrival.address;
    this.serverName = serverName;
  }

  peerCertificate(): PeerCertificate | undefined {
    return peerCertificateOf(this.#socket);
  }

  write(parts: readonly Buffer[], count: number, bytes: number): boolean {
    const socket = this.#socket;
    if (!socket.writable) return true;
    if (count === 1) return socket.write(parts[0] as Buffer) || socket.writableLength === 0;
    if (bytes > JOIN_BYTES_MAX) return this.#writeMuch(parts, count);
    const joined = join(parts, 0, count, bytes);
    const room = socket.write(joined);
    if (socket.writableLength === 0) return true;
    keepJoined(joined);
    return room;
  }

  /** Still one write to the kernel: of large parts as they are and of the small ones between them joined. */
  #writeMuch(parts: readonly Buffer[], count: number): boolean {
    const socket = this.#socket;
    let room = true;
    socket.cork();
    for (let from = 0; from < count; ) {
      let to = from;
      let bytes = 0;
      for (; to < count; to++) {
        const { length } = parts[to] as Buffer;
        if (length > PART_BYTES_JOINED_MAX || bytes + length > JOIN_BYTES_MAX) break;
        bytes += length;
      }
      if (to === from) {
        room = socket.write(parts[from] as Buffer);
        from++;
        continue;
      }
      const joined = join(parts, from, to, bytes);
      keepJoined(joined);
      room = socket.write(joined);
      from = to;
    }
    socket.uncork();
    // What a corked socket answers says nothing yet: often the kernel took it all just now.
    return room || socket.writableLength === 0;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  welcomed(): void {
    this.#arrival?.leave();
    this.#arrival = undefined;
  }

  end(): void {
    this.#socket.end();
    destroyLater(this.#socket);
  }

  destroy(): void {
    this.#socket.destroy();
  }
}

/** Cuts off a peer that does not close its side soon after we closed ours, however much it still sends. */
export function destroyLater(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), FAREWELL_MS);
  socket.once("close", () => clearTimeout(timer));
}

/** Joins a socket and a connection of the broker for as long as they live. */
export function connectSocket(
  broker: Broker,
  socket: Socket,
  arrival: Arrival,
  name: TransportName,
  serverName: string | undefined,
): Connection {
  arrival.taken();
  const connection = broker.accept(new SocketTransport(socket, arrival, name, serverName));
  const served: ServedSocket = Object.assign(socket, { [SERVED]: connection });
  served.on("data", onData);
  served.on("drain", onDrain);
  served.on("close", onClose);
  if (served.listenerCount("error") === 0) served.on("error", destroyItself);
  return connection;
}

const SERVED = Symbol("connection");

/** Knows its connection, so that all sockets share their listeners: a closure for each event costs an idle one 0.4 KiB. */
interface ServedSocket extends Socket {
  [SERVED]: Connection;
}

function onData(this: ServedSocket, chunk: Buffer): void {
  this[SERVED].receive(chunk);
}

function onDrain(this: ServedSocket): void {
  this[SERVED].drained();
}

function onClose(this: ServedSocket): void {
  this[SERVED].closed();
}

export interface TcpOptions {
  readonly host: string;
  readonly port: number;
  /** Every connection begins with a PROXY header, of either version; one without is cut off. */
  readonly proxyProtocol?: boolean | undefined;
}

/** MQTT over plain TCP [MQTT-7.1.1-1] [MQTT-4.2-1]. */
export function listenTcp(broker: Broker, { host, port, proxyProtocol = false }: TcpOptions): Promise<Listener> {
  const front = new Front(broker, proxyProtocol, (socket, arrival) =>
    connectSocket(broker, socket, arrival, "tcp", undefined),
  );
  return listen(broker, front.server, host, port);
}

/** Opens the server and has the broker close it when it drains. */
export function listen(broker: Broker, server: Server, host: string, port: number): Promise<Listener> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, backlog: 4096 }, () => {
      server.off("error", reject);
      server.on("error", (error) => broker.log("warn", "listener", { error }));
      const address = server.address();
      const listener: Listener = {
        port: typeof address === "object" && address !== null ? address.port : port,
        async close() {
          // Connections already open end by themselves; only the listening stops now.
          server.close();
        },
      };
      broker.addListener(listener);
      resolve(listener);
    });
  });
}
