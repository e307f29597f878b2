/** IP addresses and networks of them, as bans and configuration name them. */
export interface Network {
  readonly family: 4 | 6;
  /** The address as a number, zero after the first `prefix` bits. */
  readonly bits: bigint;
  readonly prefix: number;
}

const WIDTH = { 4: 32, 6: 128 } as const;

/**
 * `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`. An IPv4 address written as IPv6 (`::ffff:192.0.2.7`) is that IPv4
 * address.
 * @returns undefined for what is none
 */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf("/");
  const parsed = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (parsed === undefined) return undefined;
  const { family, bits, mapped } = parsed;
  const width = WIDTH[family];
  if (slash < 0) return { family, bits, prefix: width };
  const digits = text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(digits)) return undefined;
  const prefix = Number(digits) - (mapped ? 96 : 0);
  if (prefix < 0 || prefix > width) return undefined;
  return { family, bits: mask(bits, width, prefix), prefix };
}

/** One way of writing each network: what parses alike is written alike. */
export function formatNetwork({ family, bits, prefix }: Network): string {
  const address = family === 4 ? formatIpv4(bits) : formatIpv6(bits);
  return prefix === WIDTH[family] ? address : `${address}/${prefix}`;
}

/**
 * Values by network, found by address: one look-up for each length of prefix in use, of which there are few, however
 * many networks there are.
 */
export class NetworkMap<Value> {
  readonly #byPrefix = { 4: new Map<number, Map<bigint, Value[]>>(), 6: new Map<number, Map<bigint, Value[]>>() };

  add({ family, bits, prefix }: Network, value: Value): void {
    const lengths = this.#byPrefix[family];
    const networks = lengths.get(prefix) ?? new Map<bigint, Value[]>();
    lengths.set(prefix, networks);
    const values = networks.get(bits);
    if (values === undefined) networks.set(bits, [value]);
    else values.push(value);
  }

  /** The values of all networks that the address is in. */
  find(address: string): Value[] {
    if (this.#byPrefix[4].size === 0 && this.#byPrefix[6].size === 0) return [];
    const parsed = parseAddress(address);
    if (parsed === undefined) return [];
    const { family, bits } = parsed;
    const found: Value[] = [];
    for (const [prefix, networks] of this.#byPrefix[family]) {
      const values = networks.get(mask(bits, WIDTH[family], prefix));
      if (values !== undefined) found.push(...values);
    }
    return found;
  }
}

function mask(bits: bigint, width: number, prefix: number): bigint {
  const rest = BigInt(width - prefix);
  return (bits >> rest) << rest;
}

interface Address {
  readonly family: 4 | 6;
  readonly bits: bigint;
  readonly mapped: boolean;
}

function parseAddress(text: string): Address | undefined {
  const ipv4 = parseIpv4(text);
  if (ipv4 !== undefined) return { family: 4, bits: ipv4, mapped: false };
  const ipv6 = parseIpv6(text);
  if (ipv6 === undefined) return undefined;
  if (ipv6 >> 32n === 0xffffn) return { family: 4, bits: ipv6 & 0xffff_ffffn, mapped: true };
  return { family: 6, bits: ipv6, mapped: false };
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let bits = 0n;
  for (const part of parts) {
    // No leading zeros: some read them as octal.
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    bits = (bits << 8n) | BigInt(part);
  }
  return bits;
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split("::");
  if (halves.length > 2 || text.length > 45) return undefined;
  const [head, tail] = halves.map(groupsOf);
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...new Array<number>(tail === undefined ? 0 : missing).fill(0), ...(tail ?? [])];
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(group), 0n);
}

/** The groups of 16 bits of one side of `::`; the last two may be written as IPv4. */
function groupsOf(text: string): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    const ipv4 = part.includes(".") && index === parts.length - 1 ? parseIpv4(part) : undefined;
    if (ipv4 !== undefined) groups.push(Number(ipv4 >> 16n), Number(ipv4 & 0xffffn));
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

function formatIpv4(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 0xffn)).join(".");
}

/** As RFC 5952 says: lower case, the longest run of zero groups left out. */
function formatIpv6(bits: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((bits >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  let [start, length] = [-1, 1];
  for (let from = 0; from < 8; from++) {
    let to = from;
    while (to < 8 && groups[to] === "0") to++;
    if (to - from > length) [start, length] = [from, to - from];
  }
  if (start < 0) return groups.join(":");
  return `${groups.slice(0, start).join(":")}::${groups.slice(start + length).join(":")}`;
}
