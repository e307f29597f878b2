/**
 * The network address a request came from, for rate limits and the audit log. Our HTTP server writes the socket's
 * address into `x-forwarded-for` unless a proxy beside us has; the last entry is the one that the nearest added, so
 * what a client claims further left is not believed.
 */
export function clientAddress(headers: Headers): string | undefined {
  const nearest = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim();
  return nearest === undefined || !/^[0-9A-Fa-f.:]{2,45}$/.test(nearest) ? undefined : nearest;
}
