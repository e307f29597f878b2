import { BlockList, isIP } from "node:net";

/**
 * Which addresses the broker may be sent to by what a tenant wrote. Whoever can name an address could otherwise make
 * it ask its own machine, its neighbours, or a cloud's metadata service (server-side request forgery).
 */

/** IANA's special-purpose registry, private use and multicast: what is not the public internet. */
const SPECIAL_IPV4 = blockList([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
]);
/** All that is given out to the public; loopback, ULA, link-local, multicast, IPv4-mapped and NAT64 lie outside. */
const GLOBAL_IPV6 = blockList(["2000::/3"]);
/** Inside it: protocol assignments with Teredo, documentation, 6to4, which has an IPv4 address in it. */
const SPECIAL_IPV6 = blockList(["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]);

export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !SPECIAL_IPV4.check(address, "ipv4");
    case 6:
      // A zone means link-local, whatever stands before it.
      return !address.includes("%") && GLOBAL_IPV6.check(address, "ipv6") && !SPECIAL_IPV6.check(address, "ipv6");
    default:
      return false;
  }
}

export function isWithin(networks: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && networks.check(address, family === 4 ? "ipv4" : "ipv6");
}

/** @param networks addresses, alone or with the number of their network's bits */
export function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
