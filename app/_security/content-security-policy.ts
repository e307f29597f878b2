interface PolicyInput {
  readonly nonce: string;
  /** The name under which the browser reached the console. */
  readonly pageHost: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly development: boolean;
}

/**
 * The page's policy: own scripts only (by nonce), no frame around it, and connections to this console and the broker's
 * WebSocket listeners alone.
 */
export function contentSecurityPolicy({ nonce, pageHost, env, development }: PolicyInput): string {
  const hosts = new Set([pageHost, env.PUBLIC_HOST || "localhost"].filter((host) => HOST.test(host)));
  const brokers = [...hosts].flatMap((host) => [
    `ws://${host}:${port(env.WS_PORT, 8083)}`,
    `wss://${host}:${port(env.WSS_PORT, 8084)}`,
  ]);
  return [
    "default-src 'self'",
    // React's development build evaluates code to rebuild server stack traces.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' 'nonce-${nonce}'${development ? " 'unsafe-inline'" : ""}`,
    development ? "style-src-elem 'self' 'unsafe-inline'" : `style-src-elem 'self' 'nonce-${nonce}'`,
    // Positions of popups and colours of highlighted code are style attributes; they cannot load or run anything.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self' ${brokers.join(" ")}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Names, IPv4 and bracketed IPv6: nothing that could add a directive. */
const HOST = /^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])$/;

function port(text: string | undefined, fallback: number): number {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 && value < 65_536 ? value : fallback;
}
