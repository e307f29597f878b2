import { z } from "zod";
import type { TransportName } from "./control.ts";
import { DEFAULT_LIMITS, LIMIT_RANGES, type Limits, limitVariable, TEXT_LIMITS } from "./limits.ts";
import { RESERVED_SLUGS, TENANT_SLUG } from "./names.ts";
import { parseNetwork } from "./network.ts";

/**
 * Configuration: parsed once from the environment, then passed down. A wrong value stops the start with one clear line.
 * The table in README.md lists the same variables.
 */

const port = (fallback: number) =>
  z
    .string()
    .default(String(fallback))
    .transform((text, ctx) => {
      const value = Number(text);
      if (!/^\d+$/.test(text) || value > 65_535) {
        ctx.addIssue({ code: "custom", message: "must be a port number, 0 to 65535 (0 picks a free one)" });
        return z.NEVER;
      }
      return value;
    });

const wholeNumber = (fallback: number, min: number, max: number) =>
  z
    .string()
    .default(String(fallback))
    .transform((text, ctx) => {
      const value = Number(text);
      if (!/^\d+$/.test(text) || value < min || value > max) {
        ctx.addIssue({ code: "custom", message: `must be a whole number, ${min} to ${max}` });
        return z.NEVER;
      }
      return value;
    });

const optionalText = z.string().optional();

const commaList = () =>
  z
    .string()
    .default("")
    .transform((text) =>
      text
        .split(",")
        .map((part) => part.trim().toLowerCase())
        .filter(Boolean),
    );

const TRANSPORTS: ReadonlySet<string> = new Set<TransportName>(["tcp", "tls", "ws", "wss"]);

/** Scheme, host and port, as browsers write it. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

const optionalSlug = optionalText.superRefine((slug, ctx) => {
  if (slug === undefined) return;
  const { tenantSlugCharsMin: min, tenantSlugCharsMax: max } = TEXT_LIMITS;
  if (!TENANT_SLUG.test(slug) || slug.length < min || slug.length > max) {
    ctx.addIssue({ code: "custom", message: `must be a tenant slug: a–z, 0–9 and '-', ${min} to ${max} characters` });
  } else if (RESERVED_SLUGS.has(slug)) {
    ctx.addIssue({ code: "custom", message: `must not be "${slug}", which is the first part of a page's address` });
  }
});

function isWebOrigin(text: string): boolean {
  return isOrigin(text) && /^https?:$/.test(new URL(text).protocol);
}

/** Whoever could change what an issuer says could sign in as anybody: only this machine goes without TLS. */
function isIssuer(text: string): boolean {
  const url = URL.parse(text);
  if (url === null) return false;
  const local = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  return url.protocol === "https:" || (url.protocol === "http:" && local);
}

/** An IPv4 or IPv6 address, or one with the number of its network's bits. */
function isNetwork(text: string): boolean {
  const address = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);
  return address.safeParse(text).success;
}

const environment = z
  .object({
    HOST: z.string().min(1).default("0.0.0.0"),
    MQTT_PORT: port(1883),
    MQTTS_PORT: port(8883),
    WS_PORT: port(8083),
    WSS_PORT: port(8084),
    CONSOLE_PORT: port(18083),
    CONTROL_PORT: port(18084),
    CONTROL_HOST: z.string().min(1).default("127.0.0.1"),
    CONTROL_URL: optionalText,
    DATA_DIR: z.string().min(1).default(".hato"),
    DATABASE_URL: optionalText.refine((text) => text === undefined || /^postgres(ql)?:\/\//.test(text), {
      message: "must start with postgres:// or postgresql://",
    }),
    PUBLIC_HOST: z.string().min(1).default("localhost"),
    TLS_CERT_FILE: optionalText,
    TLS_KEY_FILE: optionalText,
    SIGNUP: z.enum(["open", "invite", "closed"]).default("open"),
    AUTH_SECRET: optionalText.refine((text) => text === undefined || text.length >= 32, {
      message: "must have at least 32 characters (openssl rand -base64 32)",
    }),
    ANONYMOUS_TENANT: z
      .string()
      .optional()
      .transform((text) => (text === "off" ? undefined : text))
      .pipe(optionalSlug),
    BOOTSTRAP_EMAIL: optionalText.pipe(z.email("must be an e-mail address").optional()),
    BOOTSTRAP_PASSWORD: optionalText.refine(
      (text) => text === undefined || text.length >= TEXT_LIMITS.passwordCharsMin,
      { message: `must have at least ${TEXT_LIMITS.passwordCharsMin} characters` },
    ),
    BOOTSTRAP_TENANT: optionalSlug,
    BOOTSTRAP_API_KEY: optionalText.refine((text) => text === undefined || text.length >= 16, {
      message: "must have at least 16 characters",
    }),
    PROXY_PROTOCOL: commaList().transform((names, ctx) => {
      const unknown = names.find((name) => !TRANSPORTS.has(name));
      if (unknown === undefined) return names as TransportName[];
      ctx.addIssue({ code: "custom", message: `must be a list of tcp, tls, ws, wss, not "${unknown}"` });
      return z.NEVER;
    }),
    WS_ORIGINS: optionalText.transform((text, ctx) => {
      if (text === undefined || text === "*") return text;
      const origins = text.split(",").map((origin) => origin.trim().toLowerCase());
      const wrong = origins.find((origin) => origin !== "self" && !isOrigin(origin));
      if (wrong === undefined) return origins.filter((origin) => origin !== "self");
      ctx.addIssue({
        code: "custom",
        message: `must be *, or a list of self and origins such as https://app.example.com, not "${wrong}"`,
      });
      return z.NEVER;
    }),
    BANNED_NETWORKS: commaList().refine((networks) => networks.every((text) => parseNetwork(text) !== undefined), {
      message: "must be a list of IP addresses and networks, such as 203.0.113.9,2001:db8::/32",
    }),
    SYS_INTERVAL: wholeNumber(10, 0, 86_400),
    TRUSTED_PROXIES: z
      .string()
      .default("127.0.0.0/8,::1")
      .transform((text) => text.split(",").map((network) => network.trim()))
      .refine((networks) => networks.every(isNetwork), {
        message: "must be a list of IP addresses and networks, such as 10.0.0.1,172.20.0.0/16",
      }),
    JWKS_PRIVATE_NETWORKS: commaList().refine((networks) => networks.every(isNetwork), {
      message: "must be a list of IP addresses and networks, such as 10.0.0.0/8,192.168.7.20",
    }),
    LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
    CONSOLE_URL: optionalText.refine((text) => text === undefined || isWebOrigin(text), {
      message: "must be http:// or https:// with a host and perhaps a port, and no path",
    }),
    SESSION_HOURS_MAX: wholeNumber(720, 1, 8_760),
    SESSION_IDLE_HOURS: wholeNumber(168, 1, 8_760),
    AUDIT_RETENTION_DAYS: wholeNumber(365, 0, 36_500),
    SMTP_URL: optionalText.refine((text) => text === undefined || /^smtps?:\/\/[^/]/.test(text), {
      message: "must start with smtp:// or smtps://",
    }),
    MAIL_FROM: optionalText.refine(
      (text) => text === undefined || /^[^\r\n<>]*(?:<[^\s<>@]+@[^\s<>@]+>|@[^\s<>@]+)$/.test(text),
      {
        message: "must be an e-mail address, or a name and an address: Hato <hato@example.com>",
      },
    ),
    OIDC_ISSUER: optionalText.refine((text) => text === undefined || isIssuer(text), {
      message: "must be an https:// URL (http:// only on this machine)",
    }),
    OIDC_CLIENT_ID: optionalText,
    OIDC_CLIENT_SECRET: optionalText,
    OIDC_NAME: z.string().min(1).max(40).default("SSO"),
  })
  .superRefine((env, ctx) => {
    if ((env.TLS_CERT_FILE === undefined) !== (env.TLS_KEY_FILE === undefined)) {
      const missing = env.TLS_CERT_FILE === undefined ? "TLS_CERT_FILE" : "TLS_KEY_FILE";
      ctx.addIssue({ code: "custom", path: [missing], message: "must be set together with its pair, or neither" });
    }
    if (env.BOOTSTRAP_API_KEY !== undefined && env.BOOTSTRAP_TENANT === undefined) {
      ctx.addIssue({ code: "custom", path: ["BOOTSTRAP_TENANT"], message: "is needed by BOOTSTRAP_API_KEY" });
    }
    if ((env.SMTP_URL === undefined) !== (env.MAIL_FROM === undefined)) {
      const missing = env.SMTP_URL === undefined ? "SMTP_URL" : "MAIL_FROM";
      ctx.addIssue({ code: "custom", path: [missing], message: "must be set together with its pair, or neither" });
    }
    const oidc = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"] as const;
    const missing = oidc.filter((name) => env[name] === undefined);
    if (missing[0] !== undefined && missing.length < oidc.length) {
      ctx.addIssue({ code: "custom", path: [missing[0]], message: `is needed too: ${oidc.join(", ")}, or none` });
    }
    if ((env.BOOTSTRAP_EMAIL === undefined) !== (env.BOOTSTRAP_PASSWORD === undefined)) {
      const missing = env.BOOTSTRAP_EMAIL === undefined ? "BOOTSTRAP_EMAIL" : "BOOTSTRAP_PASSWORD";
      ctx.addIssue({ code: "custom", path: [missing], message: "must be set together with its pair, or neither" });
    }
  });

/** What the environment says, checked. Ports are the ones asked for; 0 means "pick a free one". */
export interface Config {
  readonly host: string;
  readonly mqttPort: number;
  readonly mqttsPort: number;
  readonly wsPort: number;
  readonly wssPort: number;
  readonly consolePort: number;
  readonly controlPort: number;
  readonly controlHost: string;
  /** Where the console finds the broker's control port, when it is not on this machine. */
  readonly controlUrl: string | undefined;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  /** The name by which devices and browsers reach this Hato; it stands in snippets and in the certificate. */
  readonly publicHost: string;
  readonly tlsCertFile: string | undefined;
  readonly tlsKeyFile: string | undefined;
  readonly signup: "open" | "invite" | "closed";
  /** Undefined until made and kept in the data directory. */
  readonly authSecret: string | undefined;
  readonly anonymousTenant: string | undefined;
  readonly bootstrap: {
    readonly email: string | undefined;
    readonly password: string | undefined;
    readonly tenant: string | undefined;
    readonly apiKey: string | undefined;
  };
  /** Listeners on which a PROXY header comes first. */
  readonly proxyProtocol: readonly TransportName[];
  /** Pages that may open a WebSocket besides those of this Hato; "*": every page. */
  readonly wsOrigins: "*" | readonly string[];
  /** Addresses and networks whose connections are closed unread. */
  readonly bannedNetworks: readonly string[];
  /** Between two publications of $SYS; 0 turns it off. */
  readonly sysIntervalSeconds: number;
  readonly limits: Limits;
  /** Addresses and networks of the proxies before the console, whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Networks, beside the public internet, where token issuers may publish their keys; there also by plain http. */
  readonly jwksPrivateNetworks: readonly string[];
  readonly logLevel: "debug" | "info" | "warn" | "error";
  /** Where people open the console: what links in mails begin with. Never taken from a request, which may lie. */
  readonly consoleUrl: string;
  /** A sign-in ends this long after it was made. */
  readonly sessionHoursMax: number;
  /** A sign-in ends when it was not used for this long. */
  readonly sessionIdleHours: number;
  /** Older entries of the audit log go; 0: never. */
  readonly auditRetentionDays: number;
  /** Undefined: no mail is sent, and links are shown to copy. */
  readonly mail: { readonly smtpUrl: string; readonly from: string } | undefined;
  /** Undefined: people sign in by password alone. */
  readonly oidc:
    | { readonly issuer: string; readonly clientId: string; readonly clientSecret: string; readonly name: string }
    | undefined;
}

/** A variable that stops the start. Its message is one line and names the variable. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/**
 * Parses the environment.
 * @throws ConfigError naming the first wrong variable
 */
export function parseConfig(env: Record<string, string | undefined>): Config {
  // Compose files pass unset variables on as empty ones.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(`${issue?.path.join(".") ?? "configuration"} ${issue?.message ?? "is invalid"}`);
  }
  const e = parsed.data;
  return {
    host: e.HOST,
    mqttPort: e.MQTT_PORT,
    mqttsPort: e.MQTTS_PORT,
    wsPort: e.WS_PORT,
    wssPort: e.WSS_PORT,
    consolePort: e.CONSOLE_PORT,
    controlPort: e.CONTROL_PORT,
    controlHost: e.CONTROL_HOST,
    controlUrl: e.CONTROL_URL,
    dataDir: e.DATA_DIR,
    databaseUrl: e.DATABASE_URL,
    publicHost: e.PUBLIC_HOST,
    tlsCertFile: e.TLS_CERT_FILE,
    tlsKeyFile: e.TLS_KEY_FILE,
    signup: e.SIGNUP,
    authSecret: e.AUTH_SECRET,
    anonymousTenant: e.ANONYMOUS_TENANT,
    bootstrap: {
      email: e.BOOTSTRAP_EMAIL?.toLowerCase(),
      password: e.BOOTSTRAP_PASSWORD,
      tenant: e.BOOTSTRAP_TENANT,
      apiKey: e.BOOTSTRAP_API_KEY,
    },
    proxyProtocol: e.PROXY_PROTOCOL,
    // Where clients need no credentials, a stranger's page would have what whoever views it can reach.
    wsOrigins: (e.WS_ORIGINS ?? (e.ANONYMOUS_TENANT === undefined ? "*" : [])) as Config["wsOrigins"],
    bannedNetworks: e.BANNED_NETWORKS,
    sysIntervalSeconds: e.SYS_INTERVAL,
    limits: parseLimits(given),
    trustedProxies: e.TRUSTED_PROXIES,
    jwksPrivateNetworks: e.JWKS_PRIVATE_NETWORKS,
    logLevel: e.LOG_LEVEL,
    consoleUrl: e.CONSOLE_URL ?? `http://${e.PUBLIC_HOST}:${e.CONSOLE_PORT}`,
    sessionHoursMax: e.SESSION_HOURS_MAX,
    sessionIdleHours: e.SESSION_IDLE_HOURS,
    auditRetentionDays: e.AUDIT_RETENTION_DAYS,
    mail:
      e.SMTP_URL === undefined || e.MAIL_FROM === undefined ? undefined : { smtpUrl: e.SMTP_URL, from: e.MAIL_FROM },
    oidc:
      e.OIDC_ISSUER === undefined || e.OIDC_CLIENT_ID === undefined || e.OIDC_CLIENT_SECRET === undefined
        ? undefined
        : { issuer: e.OIDC_ISSUER, clientId: e.OIDC_CLIENT_ID, clientSecret: e.OIDC_CLIENT_SECRET, name: e.OIDC_NAME },
  };
}

/** @throws ConfigError also for a variable that looks like a limit's and is none */
function parseLimits(env: Record<string, string | undefined>): Limits {
  const names = Object.keys(DEFAULT_LIMITS) as (keyof Limits)[];
  const entries = names.map((name) => {
    const [min, max] = LIMIT_RANGES[name];
    const parsed = wholeNumber(DEFAULT_LIMITS[name], min, max).safeParse(env[limitVariable(name)]);
    if (!parsed.success) throw new ConfigError(`${limitVariable(name)} ${parsed.error.issues[0]?.message}`);
    return [name, parsed.data] as const;
  });
  const known = new Set(names.map(limitVariable));
  const unknown = Object.keys(env).find((variable) => variable.startsWith("LIMIT_") && !known.has(variable));
  if (unknown !== undefined) throw new ConfigError(`${unknown} is no limit of this version: docs/limits.md lists them`);
  return Object.fromEntries(entries) as unknown as Limits;
}
