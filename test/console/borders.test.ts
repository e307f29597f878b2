import { describe, expect, it } from "vitest";
import { preferredLocale } from "#app/_i18n/locales.ts";
import { contentSecurityPolicy } from "#app/_security/content-security-policy.ts";

describe("the language", () => {
  it.each([
    ["ja-JP,ja;q=0.9,en;q=0.8", "ja"],
    ["en-GB", "en"],
    ["de, ja;q=0.5, en;q=0.7", "en"],
    ["ja;q=0", "en"],
    ["fr", "en"],
    ["", "en"],
    [null, "en"],
    [";;;q=,,ja", "ja"],
  ])("of a browser that asks for %j is %s", (header, locale) => {
    expect(preferredLocale(header)).toBe(locale);
  });
});

describe("the page's policy", () => {
  const input = { nonce: "n0nce", pageHost: "console.example.com", env: {}, development: false };

  it("lets scripts run by nonce alone", () => {
    const policy = contentSecurityPolicy(input);
    expect(policy).toContain("script-src 'self' 'nonce-n0nce' 'strict-dynamic';");
    expect(policy).not.toContain("unsafe-eval");
    expect(policy.split("; ").filter((each) => each.includes("unsafe-inline"))).toEqual([
      "style-src-attr 'unsafe-inline'",
    ]);
  });

  it("lets the page reach the broker by the names it has, on the ports that were really taken", () => {
    const env = { PUBLIC_HOST: "mqtt.example.com", WS_PORT: "28083", WSS_PORT: "28084" };
    const [connect] = contentSecurityPolicy({ ...input, env }).match(/connect-src [^;]+/) ?? [];
    expect(connect).toBe(
      "connect-src 'self' ws://console.example.com:28083 wss://console.example.com:28084 ws://mqtt.example.com:28083 wss://mqtt.example.com:28084",
    );
  });

  it.each(["evil.example; script-src *", "a b", "x'y", "*"])("takes no directive from the host %j", (pageHost) => {
    expect(contentSecurityPolicy({ ...input, pageHost })).toBe(
      contentSecurityPolicy({ ...input, pageHost: "localhost" }),
    );
  });
});
