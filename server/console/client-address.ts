import { BlockList, isIP } from "node:net";

/** The proxies whose word about a client's address is believed. */
export class TrustedProxies {
  readonly #list = new BlockList();

  /** @param networks addresses, or networks as `10.0.0.0/8` */
  constructor(networks: readonly string[]) {
    for (const network of networks) {
      const [address = "", bits] = network.split("/", 2);
      const family = isIP(address) === 6 ? "ipv6" : "ipv4";
      if (bits === undefined) this.#list.addAddress(address, family);
      else this.#list.addSubnet(address, Number(bits), family);
    }
  }

  /**
   * What X-Forwarded-For is to say of a request: pages and the API read a client's address from it, for rate limits and
   * the audit log. Only a trusted proxy may write it; anybody else could call himself what he likes.
   */
  forwardedFor(given: string | string[] | undefined, peer: string): string | string[] {
    if (given === undefined || isIP(peer) === 0) return peer;
    return this.#list.check(peer, isIP(peer) === 6 ? "ipv6" : "ipv4") ? given : peer;
  }
}
