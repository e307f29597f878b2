import type { Socket } from "node:net";
import { placeOf } from "#core/address-place.ts";
import type { Broker } from "../broker.ts";
import { Timer } from "../timer-wheel.ts";

/** A socket on its way to become a client: from TCP's accept until CONNECT was accepted. */
export class Arrival {
  /** The client's IP address; behind a proxy not the socket's. */
  readonly address: string;
  readonly #arrivals: Arrivals;
  readonly #socket: Socket;
  readonly #place: string;
  readonly #deadline: Timer<Socket>;
  readonly #onClose: () => void;
  #onLeave: (() => void) | undefined;

  constructor(arrivals: Arrivals, socket: Socket, address: string, place: string, onLeave: () => void) {
    this.#arrivals = arrivals;
    this.address = address;
    this.#place = place;
    this.#onLeave = onLeave;
    this.#socket = socket;
    this.#onClose = () => this.leave();
    socket.once("close", this.#onClose);
    this.#deadline = new Timer(socket, (late) => late.destroy());
    const { wheel, limits } = arrivals.broker;
    wheel.schedule(this.#deadline, limits.connectTimeoutSeconds);
  }

  /** It is a connection of the broker, whose own connect timeout runs from now on. */
  taken(): void {
    this.#arrivals.broker.wheel.cancel(this.#deadline);
  }

  /** It was let in, or is gone. A client that stays costs nothing of this any more. */
  leave(): void {
    if (this.#onLeave === undefined) return;
    this.#onLeave();
    this.#onLeave = undefined;
    this.taken();
    this.#socket.off("close", this.#onClose);
    this.#arrivals.forget(this.#place);
  }
}

/**
 * Those who have not said yet who they are, counted by address: who opens sockets and sends no CONNECT, or half of one,
 * shall not take what others need. An IPv6 address counts by its first 64 bits, of which one machine has all.
 */
export class Arrivals {
  readonly broker: Broker;
  readonly #counts = new Map<string, number>();
  /** Places that are told of already. */
  readonly #full = new Set<string>();

  constructor(broker: Broker) {
    this.broker = broker;
  }

  get size(): number {
    let size = 0;
    for (const count of this.#counts.values()) size += count;
    return size;
  }

  /**
   * Undefined when the installation bans the address, or too many of it are on their way.
   * @param onLeave told once it was let in or is gone
   */
  enter(socket: Socket, address: string, onLeave: () => void = () => {}): Arrival | undefined {
    if (this.broker.bannedNetworks.find(address).length > 0) {
      this.broker.doorCounters.bannedNetwork++;
      return undefined;
    }
    const place = placeOf(address);
    const { unauthenticatedPerAddressMax } = this.broker.limits;
    const count = this.#counts.get(place) ?? 0;
    if (count >= unauthenticatedPerAddressMax) {
      if (!this.#full.has(place)) {
        this.#full.add(place);
        this.broker.log("warn", "too many connections without CONNECT from one address", { address, count });
      }
      return undefined;
    }
    this.#counts.set(place, count + 1);
    return new Arrival(this, socket, address, place, onLeave);
  }

  forget(place: string): void {
    const count = (this.#counts.get(place) ?? 0) - 1;
    if (count > 0) this.#counts.set(place, count);
    else this.#counts.delete(place);
    if (count * 2 < this.broker.limits.unauthenticatedPerAddressMax) this.#full.delete(place);
  }
}
