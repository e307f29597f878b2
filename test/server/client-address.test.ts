import { expect, it } from "vitest";
import { parseConfig } from "#core/config.ts";
import { TrustedProxies } from "#server/console/client-address.ts";

it("believes nobody but a proxy on this machine, unless told otherwise", () => {
  const proxies = new TrustedProxies(parseConfig({}).trustedProxies);
  for (const proxy of ["127.0.0.1", "::1", "::ffff:127.0.0.1"]) {
    expect(proxies.forwardedFor("203.0.113.7", proxy)).toBe("203.0.113.7");
  }
  // A neighbour on the LAN, and whoever comes through a container's gateway, is a client like any other.
  for (const client of ["192.168.1.20", "10.0.0.9", "172.17.0.1", "::ffff:172.17.0.1", "fd00::5", "198.51.100.1"]) {
    expect(proxies.forwardedFor("203.0.113.7", client)).toBe(client);
  }
  expect(proxies.forwardedFor(undefined, "127.0.0.1")).toBe("127.0.0.1");
});

it("believes the proxies that are named", () => {
  const { trustedProxies } = parseConfig({ TRUSTED_PROXIES: "172.20.0.0/16, fd00::/8,203.0.113.1" });
  const proxies = new TrustedProxies(trustedProxies);
  for (const proxy of ["172.20.3.4", "fd00::5", "203.0.113.1"]) expect(proxies.forwardedFor("a", proxy)).toBe("a");
  for (const client of ["172.21.0.1", "127.0.0.1", "203.0.113.2"]) {
    expect(proxies.forwardedFor("a", client)).toBe(client);
  }
});
