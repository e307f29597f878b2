import type { AuthRequest } from "../identity.ts";

/** `tenant/device`, or `device` alone where TLS or the WebSocket's Host said which tenant. */
export function parseUsername(
  { username = "", serverName }: Pick<AuthRequest, "username" | "serverName">,
  publicHost: string,
): { tenantSlug: string | undefined; deviceName: string } {
  const slash = username.indexOf("/");
  if (slash >= 0) return { tenantSlug: username.slice(0, slash), deviceName: username.slice(slash + 1) };
  const host = serverName?.toLowerCase();
  const suffix = `.${publicHost.toLowerCase()}`;
  return { tenantSlug: host?.endsWith(suffix) ? host.slice(0, -suffix.length) : undefined, deviceName: username };
}
