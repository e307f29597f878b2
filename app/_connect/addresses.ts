import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { headers } from "next/headers";
import type { TransportName } from "#core/control.ts";
import { services } from "../_services/database.ts";
import { AUTHORITY_FILE } from "./placeholders.ts";
import type { CertificateAuthority } from "./target.ts";

/** How this broker is reached, as the snippets and the overview show it. */
export interface Addresses {
  readonly host: string;
  readonly ports: Readonly<Record<TransportName, number>>;
  readonly authority: CertificateAuthority | undefined;
  /** Where this console was opened. */
  readonly consoleUrl: string;
}

/** The authority Hato made for itself; undefined when the operator brought a certificate, or it cannot be read. */
export async function authorityPem(): Promise<string | undefined> {
  const { config } = services();
  if (config.tlsCertFile !== undefined) return undefined;
  try {
    return await readFile(join(/* turbopackIgnore: true */ config.dataDir, "tls", "ca.pem"), "utf8");
  } catch {
    return undefined;
  }
}

export async function addresses(): Promise<Addresses> {
  const { config } = services();
  const head = await headers();
  const scheme = head.get("x-forwarded-proto")?.split(",")[0] === "https" ? "https" : "http";
  const consoleHost = head.get("x-forwarded-host") ?? head.get("host") ?? `${config.publicHost}:${config.consolePort}`;
  const consoleUrl = `${scheme}://${consoleHost}`;
  const pem = await authorityPem();
  return {
    host: config.publicHost,
    ports: { tcp: config.mqttPort, tls: config.mqttsPort, ws: config.wsPort, wss: config.wssPort },
    authority:
      pem === undefined ? undefined : { fileName: AUTHORITY_FILE, url: `${consoleUrl}/api/console/ca.pem`, pem },
    consoleUrl,
  };
}
