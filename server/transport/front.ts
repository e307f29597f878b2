import { createServer, type Server, type Socket } from "node:net";
import type { Broker } from "../broker.ts";
import { EMPTY } from "../empty.ts";
import type { Arrival } from "./arrivals.ts";
import { readProxyHeader } from "./proxy-protocol.ts";

/** The kernel finds peers that are gone without a word, where MQTT's keep alive is off. */
const SOCKET_OPTIONS = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 };

/**
 * What every listener has in front: it takes sockets in, reads the PROXY header where the listener expects one, counts
 * who comes from where, and hands the rest of the stream on, to the broker or to a server of TLS or HTTP that itself
 * listens nowhere.
 */
export class Front {
  readonly server: Server;
  readonly #broker: Broker;
  /** On their way through TLS or HTTP, which give us another socket of the same peer. */
  readonly #arrivals = new Map<string, Arrival>();

  /** @param take gets each socket, still unread */
  constructor(broker: Broker, proxyProtocol: boolean, take: (socket: Socket, arrival: Arrival) => void) {
    this.#broker = broker;
    this.server = createServer(SOCKET_OPTIONS, (socket) => {
      socket.on("error", destroyItself);
      if (proxyProtocol) this.#readHeader(socket, take);
      else this.#enter(socket, peerAddress(socket), take);
    });
  }

  /** Whose socket this is, now that it is through TLS or HTTP. */
  arrivalOf(socket: Socket): Arrival | undefined {
    return this.#arrivals.get(peerOf(socket));
  }

  #enter(socket: Socket, address: string, take: (socket: Socket, arrival: Arrival) => void): void {
    const peer = peerOf(socket);
    const arrival = this.#broker.arrivals.enter(socket, address, () => this.#arrivals.delete(peer));
    if (arrival === undefined) {
      socket.destroy();
      return;
    }
    this.#arrivals.set(peer, arrival);
    take(socket, arrival);
  }

  /** The proxy itself is bounded too: in how many it may open without a header, and in time. */
  #readHeader(socket: Socket, take: (socket: Socket, arrival: Arrival) => void): void {
    const waiting = this.#broker.arrivals.enter(socket, peerAddress(socket));
    if (waiting === undefined) {
      socket.destroy();
      return;
    }
    let gathered = EMPTY;
    const read = (): void => {
      const chunk = socket.read() as Buffer | null;
      if (chunk === null) return;
      gathered = gathered.length === 0 ? chunk : Buffer.concat([gathered, chunk]);
      const header = readProxyHeader(gathered);
      if (header === undefined) return;
      socket.off("readable", read);
      waiting.leave();
      if (header === "malformed") {
        this.#broker.log("info", "no PROXY header where one is expected", { address: peerAddress(socket) });
        socket.destroy();
        return;
      }
      if (header.length < gathered.length) socket.unshift(gathered.subarray(header.length));
      // The stream forgets the readable listener in the next tick; only then may another read it.
      setImmediate(() => {
        if (!socket.destroyed) this.#enter(socket, header.address ?? peerAddress(socket), take);
      });
    };
    socket.on("readable", read);
  }
}

/** A socket's `error` listener. */
export function destroyItself(this: Socket): void {
  this.destroy();
}

/** The peer's IP address; an IPv4 one in its own form also where the listener speaks IPv6. */
function peerAddress(socket: Socket): string {
  return (socket.remoteAddress ?? "").replace(/^::ffff:(?=\d+\.)/, "");
}

/** Of the sockets that are open at a listener, no two have the same. */
function peerOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}
