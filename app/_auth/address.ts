/**
 * The network address a request came from, for rate limits and the audit log. Next sets the header from the socket
 * when no proxy has; who reaches the console directly can write it, so nothing is allowed because of it.
 */
export function addressOf(headers: Headers): string | undefined {
  const first = headers.get("x-forwarded-for")?.split(",")[0]?.trim().slice(0, 64);
  return first === undefined || first === "" ? undefined : first;
}
