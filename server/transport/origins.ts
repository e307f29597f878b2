import { isIP } from "node:net";

/** Pages that may open a WebSocket: every one, those of this Hato, or these besides. */
export type OriginPolicy = "*" | readonly string[];

/**
 * Whether a page of this origin may connect.
 *
 * MQTT's credentials are in CONNECT, not in cookies: a foreign page that opens a WebSocket speaks for nobody but itself.
 * So every origin may, unless clients without credentials are let in too: then whoever can reach the broker has rights,
 * and a stranger's page in somebody's browser must not borrow that reach.
 *
 * Of this Hato are: `publicHost` and the tenants' names below it, loopback, and an IP address that is also the one asked
 * for. Not just any name that is the same in Origin and Host: a stranger can have a name of his lead here.
 * @param host the Host header
 */
export function allowsOrigin(
  policy: OriginPolicy,
  publicHost: string,
  origin: string,
  host: string | undefined,
): boolean {
  if (policy === "*" || policy.includes(origin.toLowerCase())) return true;
  const name = hostName(origin);
  if (name === undefined) return false;
  const own = publicHost.toLowerCase();
  if (name === own || name.endsWith(`.${own}`)) return true;
  if (name === "localhost" || name === "127.0.0.1" || name === "::1") return true;
  return isIP(name) !== 0 && name === hostName(`http://${host}`);
}

function hostName(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, "") : undefined;
}
