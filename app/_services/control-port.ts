import type { z } from "zod";
import { services } from "./database.ts";

/** The broker is on this machine or near it; whoever waits longer than this is told that it is away. */
export const TIMEOUT_MS = 1_000;

/** Asks the broker; null when it cannot be asked, or not in time. */
export async function post<T>(
  path: string,
  body: object,
  schema: z.ZodType<T>,
  timeoutMs: number = TIMEOUT_MS,
): Promise<T | null> {
  let response: Response;
  try {
    response = await fetch(controlUrl() + path, {
      method: "POST",
      headers: { ...authorization(), "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
      cache: "no-store",
    });
  } catch {
    return null;
  }
  const parsed = response.ok ? schema.safeParse(await response.json().catch(() => undefined)) : undefined;
  if (parsed?.success) return parsed.data;
  // Somebody is there and speaks otherwise: another version, another token, another program. An operator must know.
  console.error(`The broker's control port answered ${path} with ${response.status} and nothing that can be used.`);
  await response.body?.cancel().catch(() => {});
  return null;
}

export function controlUrl(): string {
  const { config } = services();
  return config.controlUrl?.replace(/\/$/, "") ?? `http://${config.controlHost}:${config.controlPort}`;
}

export function authorization(): { authorization: string } {
  return { authorization: `Bearer ${services().keys.controlToken}` };
}
