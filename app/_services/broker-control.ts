import { z } from "zod";
import {
  CHANGE_LOSSES_MAX,
  type DisconnectRequest,
  IMPACT_SECONDS_MAX,
  type Impact,
  type ImpactRequest,
  type Presence,
  type PresenceRequest,
  type PresenceResponse,
  type TokenTestRequest,
  type TokenTestResponse,
} from "#core/control.ts";
import { USAGE_PEAKS, type UsageNow, type UsagePeak } from "#core/usage.ts";
import { authorization, controlUrl, post, TIMEOUT_MS } from "./control-port.ts";

/** It may have to fetch an issuer's keys first. */
const TOKEN_TEST_TIMEOUT_MS = 6_000;

const presenceResponse: z.ZodType<PresenceResponse> = z.object({
  at: z.string(),
  online: z.array(
    z.object({
      deviceId: z.string(),
      connections: z.int().min(1),
      clientId: z.string(),
      connectedAt: z.string(),
      address: z.string(),
      transport: z.enum(["tcp", "tls", "ws", "wss"]),
      protocolVersion: z.literal([3, 4, 5]),
    }),
  ),
});
const impactResponse: z.ZodType<Impact> = z.object({
  sessionsAffected: z.int().min(0),
  connectionsAffected: z.int().min(0),
  subscriptionsCut: z.int().min(0),
  willsDenied: z.int().min(0),
  losses: z
    .array(
      z.object({
        deviceId: z.string().nullable(),
        deviceName: z.string(),
        clientId: z.string(),
        filter: z.string().nullable(),
        online: z.boolean(),
      }),
    )
    .max(CHANGE_LOSSES_MAX),
  complete: z.boolean(),
});
const usageResponse: z.ZodType<{ usage: UsageNow | null }> = z.object({
  usage: z
    .object(Object.fromEntries(USAGE_PEAKS.map((name) => [name, z.number()])) as Record<UsagePeak, z.ZodNumber>)
    .nullable(),
});
const disconnectResponse = z.object({ disconnected: z.int().min(0) });

/** Who is connected, by device id, and when it was so, by the broker's clock. */
export interface PresenceAnswer {
  readonly at: string;
  readonly online: ReadonlyMap<string, Presence>;
}

/**
 * Which of these devices are connected.
 * @returns null when the broker cannot be asked: presence is news, and no request fails for want of it
 */
export async function askPresence(tenantId: string, deviceIds?: readonly string[]): Promise<PresenceAnswer | null> {
  if (deviceIds?.length === 0) return { at: new Date().toISOString(), online: new Map() };
  const request: PresenceRequest = deviceIds === undefined ? { tenantId } : { tenantId, deviceIds };
  const response = await post("/v1/presence", request, presenceResponse);
  if (response === null) return null;
  return { at: response.at, online: new Map(response.online.map((presence) => [presence.deviceId, presence])) };
}

/** What the tenant uses at this moment; zeros while nobody of it has connected; null when the broker cannot be asked. */
export async function askUsage(tenantId: string): Promise<UsageNow | null> {
  const response = await post("/v1/usage", { tenantId }, usageResponse);
  return response === null ? null : (response.usage ?? NOTHING_USED);
}

const NOTHING_USED = Object.fromEntries(USAGE_PEAKS.map((name) => [name, 0])) as Record<UsagePeak, number>;

/** Ends a device's connections; returns how many there were, or null when the broker cannot be asked. */
export async function disconnectDevice(tenantId: string, deviceId: string): Promise<number | null> {
  const request: DisconnectRequest = { tenantId, deviceId };
  const response = await post("/v1/disconnect", request, disconnectResponse);
  return response === null ? null : response.disconnected;
}

/** What sessions would lose by a change of rules, or null when the broker cannot be asked. */
export function askImpact(request: ImpactRequest): Promise<Impact | null> {
  return post("/v1/impact", request, impactResponse, TIMEOUT_MS + IMPACT_SECONDS_MAX * 1_000);
}

/** What becomes of a device that shows the token, or null when the broker cannot be asked. */
export function testToken(tenantId: string, token: string): Promise<TokenTestResponse | null> {
  const request: TokenTestRequest = { tenantId, token };
  // Its shape is checked by whoever shows it (token-test.ts).
  const anything = z.custom<TokenTestResponse>((value) => typeof value === "object" && value !== null);
  return post("/v1/tokens/test", request, anything, TOKEN_TEST_TIMEOUT_MS);
}

/** The broker's event stream (core/control.ts), or null when the broker cannot be asked. */
export async function openEvents(
  tenantId: string,
  options: { deviceId?: string | undefined; after?: number | undefined; signal: AbortSignal },
): Promise<ReadableStream<Uint8Array> | null> {
  const query = new URLSearchParams({ tenantId });
  if (options.deviceId !== undefined) query.set("deviceId", options.deviceId);
  if (options.after !== undefined) query.set("after", String(options.after));
  try {
    const response = await fetch(`${controlUrl()}/v1/events?${query}`, {
      headers: { ...authorization(), accept: "text/event-stream" },
      signal: options.signal,
      cache: "no-store",
    });
    if (response.ok) return response.body;
    await response.body?.cancel();
    return null;
  } catch {
    return null;
  }
}
