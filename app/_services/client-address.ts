/**
 * The network address of a request. Next writes the socket's address into `x-forwarded-for` where nobody has; the
 * last entry is the one added by whoever is nearest to us, so what a client claims further left is not believed.
 */
export function clientAddress(headers: Headers): string | undefined {
  const nearest = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim();
  return nearest === undefined || !/^[0-9A-Fa-f.:]{2,45}$/.test(nearest) ? undefined : nearest;
}
