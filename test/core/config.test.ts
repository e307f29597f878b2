import { describe, expect, it } from "vitest";
import { parseConfig } from "#core/config.ts";

describe("configuration", () => {
  it("has the documented defaults", () => {
    expect(parseConfig({})).toMatchObject({
      host: "0.0.0.0",
      mqttPort: 1883,
      mqttsPort: 8883,
      wsPort: 8083,
      wssPort: 8084,
      consolePort: 18083,
      controlPort: 18084,
      controlHost: "127.0.0.1",
      dataDir: ".hato",
      databaseUrl: undefined,
      publicHost: "localhost",
      signup: "open",
      anonymousTenant: undefined,
    });
  });

  it.each([
    [{ MQTT_PORT: "70000" }, "MQTT_PORT must be a port number, 0 to 65535 (0 picks a free one)"],
    [{ WS_PORT: "80a" }, "WS_PORT must be a port number, 0 to 65535 (0 picks a free one)"],
    [{ WSS_PORT: "-1" }, "WSS_PORT must be a port number, 0 to 65535 (0 picks a free one)"],
    [{ DATABASE_URL: "mysql://x" }, "DATABASE_URL must start with postgres:// or postgresql://"],
    [{ TLS_CERT_FILE: "a.pem" }, "TLS_KEY_FILE must be set together with its pair, or neither"],
    [{ SIGNUP: "maybe" }, /^SIGNUP .*open.*invite.*closed/],
    [{ SMTP_URL: "smtp://localhost" }, /^MAIL_FROM must be set together/],
    [{ SMTP_URL: "localhost:25", MAIL_FROM: "a@example.com" }, /^SMTP_URL must start with smtp/],
    [{ SMTP_URL: "smtp://localhost", MAIL_FROM: "a@b.c\r\nBcc: x@y.z" }, /^MAIL_FROM must be an e-mail/],
    [{ CONSOLE_URL: "https://hato.example.com/console" }, /^CONSOLE_URL .*no path/],
    [{ CONSOLE_URL: "ftp://hato.example.com" }, /^CONSOLE_URL must be http/],
    [{ OIDC_ISSUER: "https://id.example.com" }, /^OIDC_CLIENT_ID is needed too/],
    [
      { OIDC_ISSUER: "http://id.example.com", OIDC_CLIENT_ID: "x", OIDC_CLIENT_SECRET: "y" },
      /^OIDC_ISSUER must be an https/,
    ],
    [{ SESSION_IDLE_HOURS: "0" }, /^SESSION_IDLE_HOURS must be a whole number/],
    [{ AUTH_SECRET: "short" }, "AUTH_SECRET must have at least 32 characters (openssl rand -base64 32)"],
    [{ ANONYMOUS_TENANT: "A Tenant" }, /^ANONYMOUS_TENANT must be a tenant slug/],
    [{ ANONYMOUS_TENANT: "api" }, /^ANONYMOUS_TENANT must not be "api"/],
    [{ BOOTSTRAP_TENANT: "x" }, /^BOOTSTRAP_TENANT must be a tenant slug/],
    [{ BOOTSTRAP_EMAIL: "nobody" }, "BOOTSTRAP_EMAIL must be an e-mail address"],
    [{ BOOTSTRAP_EMAIL: "a@b.test" }, "BOOTSTRAP_PASSWORD must be set together with its pair, or neither"],
    [{ BOOTSTRAP_API_KEY: "a".repeat(16) }, "BOOTSTRAP_TENANT is needed by BOOTSTRAP_API_KEY"],
    [{ TRUSTED_PROXIES: "10.0.0.0/33" }, /^TRUSTED_PROXIES must be a list of IP addresses/],
    [{ JWKS_PRIVATE_NETWORKS: "10.0.0.0/33" }, /^JWKS_PRIVATE_NETWORKS must be a list of IP addresses/],
    [{ TRUSTED_PROXIES: "caddy" }, /^TRUSTED_PROXIES must be a list of IP addresses/],
    [{ LOG_LEVEL: "loud" }, /^LOG_LEVEL /],
  ])("refuses %j in one line", (env, message) => {
    expect(() => parseConfig(env)).toThrow(message);
    try {
      parseConfig(env);
    } catch (error) {
      expect((error as Error).message).not.toContain("\n");
    }
  });

  it("takes an empty variable, as compose files pass them, for an unset one", () => {
    const empty = {
      DATABASE_URL: "",
      ANONYMOUS_TENANT: "",
      BOOTSTRAP_EMAIL: "",
      AUTH_SECRET: "",
      MQTT_PORT: "",
      HOST: "",
    };
    expect(parseConfig(empty)).toEqual(parseConfig({}));
  });
});
