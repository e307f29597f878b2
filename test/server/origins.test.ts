import { describe, expect, it } from "vitest";
import { parseConfig } from "#core/config.ts";
import { allowsOrigin } from "#server/transport/origins.ts";

const allows = (env: Record<string, string>, origin: string, host = "mqtt.example.com:8083") => {
  const { wsOrigins, publicHost } = parseConfig({ PUBLIC_HOST: "mqtt.example.com", ...env });
  return allowsOrigin(wsOrigins, publicHost, origin, host);
};

describe("a page may open a WebSocket", () => {
  it.each(["https://anywhere.example", "null", "http://localhost:5173"])("from %s, unless told otherwise", (origin) => {
    expect(allows({}, origin)).toBe(true);
    expect(allows({ WS_ORIGINS: "*", ANONYMOUS_TENANT: "acme" }, origin)).toBe(true);
  });

  it.each([
    ["https://mqtt.example.com:18083", undefined],
    ["https://acme.mqtt.example.com", undefined],
    ["http://localhost:18083", undefined],
    ["http://127.0.0.1:18083", undefined],
    ["http://[::1]:18083", undefined],
    ["http://192.0.2.7:18083", "192.0.2.7:8083"],
    ["http://[2001:db8::7]:18083", "[2001:db8::7]:8083"],
    ["https://app.example.com", undefined],
  ])("of this Hato or named: %s", (origin, host) => {
    expect(allows({ WS_ORIGINS: "https://app.example.com" }, origin, host)).toBe(true);
  });

  it.each([
    ["https://stranger.example", undefined],
    ["https://app.example.com:444", undefined],
    ["http://app.example.com", undefined],
    ["https://notmqtt.example.com", undefined],
    ["https://mqtt.example.com.stranger.example", undefined],
    ["null", undefined],
    ["", undefined],
    // A name of the stranger's that leads here.
    ["http://stranger.example:8083", "stranger.example:8083"],
    ["http://192.0.2.8:18083", "192.0.2.7:8083"],
  ])("not from elsewhere, where origins are named: %j", (origin, host) => {
    expect(allows({ WS_ORIGINS: "https://app.example.com" }, origin, host)).toBe(false);
    expect(allows({ WS_ORIGINS: "self" }, origin, host)).toBe(false);
  });

  it("not from elsewhere, where clients need no credentials", () => {
    expect(allows({ ANONYMOUS_TENANT: "acme" }, "https://stranger.example")).toBe(false);
    expect(allows({ ANONYMOUS_TENANT: "acme" }, "http://localhost:18083")).toBe(true);
  });
});

it.each(["example.com", "https://example.com/", "https://*.example.com/x", "self,,"])(
  "WS_ORIGINS=%s stops the start",
  (text) => {
    expect(() => parseConfig({ WS_ORIGINS: text })).toThrow(/^WS_ORIGINS must be \*, or a list/);
  },
);

it("PROXY_PROTOCOL names listeners", () => {
  expect(parseConfig({ PROXY_PROTOCOL: "tcp, WSS" }).proxyProtocol).toEqual(["tcp", "wss"]);
  expect(parseConfig({}).proxyProtocol).toEqual([]);
  expect(() => parseConfig({ PROXY_PROTOCOL: "tcp,udp" })).toThrow(
    'PROXY_PROTOCOL must be a list of tcp, tls, ws, wss, not "udp"',
  );
});
