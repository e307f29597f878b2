import { isIPv4, isIPv6 } from "node:net";

/**
 * The header by which a load balancer tells whose connection it hands on: HAProxy's PROXY protocol, version 1 (a line of
 * text) and 2 (binary), as its specification of 2020 has them.
 */
export interface ProxyHeader {
  /** Bytes it takes at the beginning of the stream. */
  readonly length: number;
  /** The client's; undefined when the proxy speaks for itself (health checks) or does not know it. */
  readonly address: string | undefined;
}

const SIGNATURE = Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1");
const V1_BYTES_MAX = 107;
const V2_FIXED_BYTES = 16;
/** Addresses take 36; the rest are extensions, such as the proxy's TLS details, which we pass over. */
const V2_BYTES_MAX = 4_096;

/**
 * Reads a header from the beginning of a stream.
 * @returns undefined while it is incomplete, "malformed" when it can become none
 */
export function readProxyHeader(bytes: Buffer): ProxyHeader | undefined | "malformed" {
  const known = Math.min(bytes.length, SIGNATURE.length);
  if (bytes.compare(SIGNATURE, 0, known, 0, known) === 0) {
    return bytes.length < V2_FIXED_BYTES ? undefined : readV2(bytes);
  }
  return readV1(bytes);
}

function readV1(bytes: Buffer): ProxyHeader | undefined | "malformed" {
  const end = bytes.subarray(0, V1_BYTES_MAX).indexOf("\r\n");
  if (end === -1) {
    const begins = "PROXY ".startsWith(bytes.toString("latin1", 0, 6)) || bytes.toString("latin1", 0, 6) === "PROXY ";
    return begins && bytes.length < V1_BYTES_MAX ? undefined : "malformed";
  }
  const [word, family, source = "", destination = "", ...ports] = bytes.toString("latin1", 0, end).split(" ");
  const length = end + 2;
  if (word !== "PROXY") return "malformed";
  if (family === "UNKNOWN") return { length, address: undefined };
  const isAddress = family === "TCP4" ? isIPv4 : family === "TCP6" ? isGlobalIpv6 : () => false;
  const good = isAddress(source) && isAddress(destination) && ports.length === 2 && ports.every(isPort);
  return good ? { length, address: family === "TCP6" ? canonicalIpv6(source) : source } : "malformed";
}

/** Without a zone, which means nothing on another machine. */
function isGlobalIpv6(text: string): boolean {
  return isIPv6(text) && !text.includes("%");
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}

function readV2(bytes: Buffer): ProxyHeader | undefined | "malformed" {
  const versionAndCommand = bytes[12] as number;
  const family = bytes[13] as number;
  const length = V2_FIXED_BYTES + bytes.readUInt16BE(14);
  const isLocal = versionAndCommand === 0x20;
  if ((!isLocal && versionAndCommand !== 0x21) || length > V2_BYTES_MAX) return "malformed";
  if (bytes.length < length) return undefined;
  if (isLocal || family === UNSPECIFIED || family === UNIX_STREAM) return { length, address: undefined };
  const rest = bytes.subarray(V2_FIXED_BYTES, length);
  if (family === TCP_OVER_IPV4 && rest.length >= 12) return { length, address: rest.subarray(0, 4).join(".") };
  if (family === TCP_OVER_IPV6 && rest.length >= 36) return { length, address: ipv6Text(rest) };
  return "malformed";
}

const UNSPECIFIED = 0x00;
const TCP_OVER_IPV4 = 0x11;
const TCP_OVER_IPV6 = 0x21;
const UNIX_STREAM = 0x31;

function ipv6Text(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16));
  return canonicalIpv6(groups.join(":"));
}

/** In the one form that sockets tell too; an IPv4 address within IPv6 in its own. */
function canonicalIpv6(text: string): string {
  const address = new URL(`http://[${text}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(address) ?? [];
  if (high === undefined || low === undefined) return address;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return `${a >> 8}.${a & 0xff}.${b >> 8}.${b & 0xff}`;
}
