import { Resolver } from "node:dns/promises";
import * as http from "node:http";
import * as https from "node:https";
import { type BlockList, isIP, type LookupFunction } from "node:net";
import type { PublishedKeysFault } from "#core/control.ts";
import { isPublicAddress, isWithin } from "./public-address.ts";

/** Why nothing was fetched; none of these tells what stands at the address. */
export type FetchFault = Exclude<PublishedKeysFault, "contentInvalid" | "tooBusy">;

export class FetchError extends Error {
  override readonly name = "FetchError";
  readonly fault: FetchFault;

  constructor(fault: FetchFault, details: { cause?: unknown } = {}) {
    super(fault, details);
    this.fault = fault;
  }
}

export interface GuardedFetchOptions {
  /** Reached although they are not public; only they may be asked by plain http. */
  readonly privateNetworks: BlockList;
  /** For the name, the connection and the answer together. */
  readonly timeoutMs: number;
  readonly bytesMax: number;
  /** DNS servers, where not the machine's. */
  readonly dnsServers?: readonly string[];
}

export interface Fetched {
  readonly body: Buffer;
  /** Seconds that the answer may be kept, as it says; undefined when it says nothing. */
  readonly maxAgeSeconds: number | undefined;
}

/** Addresses of one name that are looked at. */
const ADDRESSES_MAX = 16;
const URL_CHARS_MAX = 2_048;

/**
 * GETs a URL that a tenant wrote. The name is resolved once, every address it has must be allowed, and the connection
 * goes to one of those: a name that answers otherwise a moment later (DNS rebinding) gains nothing. No redirect is
 * followed, nothing is unpacked, and time and size are bounded.
 *
 * Names are asked of DNS itself and not of the system's resolver, whose few threads a slow name would hold, and with
 * them the checking of everybody's signatures.
 * @throws FetchError
 */
export async function guardedFetch(text: string, options: GuardedFetchOptions): Promise<Fetched> {
  const url = parseUrl(text);
  const signal = AbortSignal.timeout(options.timeoutMs);
  try {
    const addresses = await resolve(url, signal, options.dnsServers);
    const isAllowed = (address: string) =>
      isWithin(options.privateNetworks, address) || (url.protocol === "https:" && isPublicAddress(address));
    if (!addresses.every(isAllowed)) throw new FetchError("addressNotAllowed");
    return await get(url, addresses, signal, options.bytesMax);
  } catch (cause) {
    if (cause instanceof FetchError) throw cause;
    throw new FetchError(signal.aborted ? "timeout" : "unreachable", { cause });
  }
}

function parseUrl(text: string): URL {
  const url = text.length <= URL_CHARS_MAX ? URL.parse(text) : null;
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) throw new FetchError("urlInvalid");
  if (url.username !== "" || url.password !== "" || url.hostname === "") throw new FetchError("urlInvalid");
  return url;
}

/** All addresses of the URL's host: what is written there, or what DNS says. */
async function resolve(url: URL, signal: AbortSignal, servers: readonly string[] | undefined): Promise<string[]> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0) return [host];
  const resolver = new Resolver({ timeout: 1_000, tries: 2 });
  if (servers !== undefined) resolver.setServers(servers);
  const cancel = () => resolver.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    const addresses = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
    signal.throwIfAborted();
    if (addresses.length === 0 || addresses.length > ADDRESSES_MAX) throw new FetchError("nameUnknown");
    return addresses;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

function get(url: URL, addresses: readonly string[], signal: AbortSignal, bytesMax: number): Promise<Fetched> {
  const { promise, resolve, reject } = Promise.withResolvers<Fetched>();
  const request = (url.protocol === "https:" ? https : http).request(url, {
    agent: false,
    lookup: answerWith(addresses),
    signal,
    headers: {
      accept: "application/jwk-set+json, application/json",
      "accept-encoding": "identity",
      connection: "close",
    },
  });
  // Not `once`: a second one, after the first was taken, would have nobody to take it.
  request.on("error", reject);
  // An answer that changes the protocol (101) ends the request without a response or an error; a promise left open would
  // hold its place among the fetches for ever.
  let answered = false;
  request.once("close", () => {
    if (!answered) reject(new FetchError(signal.aborted ? "timeout" : "refused"));
  });
  request.once("response", (response) => {
    answered = true;
    const chunks: Buffer[] = [];
    let bytes = 0;
    const fail = (fault: FetchFault) => {
      request.destroy();
      reject(new FetchError(fault));
    };
    const encoding = response.headers["content-encoding"] ?? "identity";
    if (response.statusCode !== 200 || encoding !== "identity") return fail("refused");
    response.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) fail("tooLarge");
      else chunks.push(chunk);
    });
    response.on("error", reject);
    response.once("end", () => {
      resolve({ body: Buffer.concat(chunks), maxAgeSeconds: maxAgeOf(response.headers["cache-control"]) });
    });
  });
  request.end();
  return promise;
}

/** Stands in for the resolver of the connection: the addresses that were looked at, and no others. */
function answerWith(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, callback) => {
    const [first] = all;
    if (options.all === true) callback(null, all);
    else if (first !== undefined) callback(null, first.address, first.family);
  };
}

function maxAgeOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (/\bno-(?:store|cache)\b/i.test(header)) return 0;
  const seconds = /\bmax-age\s*=\s*"?(\d{1,10})/i.exec(header)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}
