import { headers } from "next/headers";

/** A host with perhaps a port, and nothing that a shell would take for more. */
const HOST = /^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

/** Where the reader has opened this console: what the examples call. */
export async function baseUrl(): Promise<string> {
  const head = await headers();
  const scheme = head.get("x-forwarded-proto")?.split(",")[0] === "https" ? "https" : "http";
  const host = head.get("x-forwarded-host") ?? head.get("host") ?? "";
  return `${scheme}://${HOST.test(host) ? host : "localhost:18083"}`;
}
