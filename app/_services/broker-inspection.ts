import { z } from "zod";
import type {
  PublishRequest,
  PublishResponse,
  SessionDetail,
  SessionName,
  SessionsRequest,
  SessionsResponse,
} from "#core/inspection.ts";
import { post } from "./control-port.ts";

/** Sessions are looked through in slices; a publish waits for its commit. */
const TIMEOUT_MS = 5_000;

const summary = {
  principalId: z.string(),
  clientId: z.string(),
  number: z.int(),
  deviceId: z.string().nullable(),
  deviceName: z.string(),
  online: z.boolean(),
  address: z.string(),
  transport: z.enum(["tcp", "tls", "ws", "wss"]),
  protocolVersion: z.literal([3, 4, 5]),
  persistent: z.boolean(),
  sessionExpiryIntervalSeconds: z.int(),
  expiresAt: z.string().nullable(),
  disconnectedAt: z.string().nullable(),
  subscriptions: z.int(),
  queued: z.int(),
  queuedBytes: z.int(),
  inflight: z.int(),
};
const sessionsResponse: z.ZodType<SessionsResponse> = z.object({
  sessions: z.array(z.object(summary)),
  next: z.int().optional(),
});
const qos = z.literal([0, 1, 2]);
const sessionResponse: z.ZodType<{ session: SessionDetail | null }> = z.object({
  session: z
    .object({
      ...summary,
      storeId: z.int(),
      willTopic: z.string().nullable(),
      subscriptionList: z.array(
        z.object({
          filter: z.string(),
          qos,
          noLocal: z.boolean(),
          retainAsPublished: z.boolean(),
          subscriptionIdentifier: z.int(),
        }),
      ),
    })
    .nullable(),
});
const publishResponse: z.ZodType<PublishResponse> = z.union([
  z.object({ outcome: z.literal("published"), receivers: z.int() }),
  z.object({ outcome: z.literal("refused"), reason: z.enum(["retainedQuota", "storeUnavailable", "queueFull"]) }),
]);

/** Each of these is null when the broker cannot be asked. */

export function askSessions(request: SessionsRequest): Promise<SessionsResponse | null> {
  return post("/v1/sessions", request, sessionsResponse, TIMEOUT_MS);
}

export function askSession(tenantId: string, name: SessionName): Promise<{ session: SessionDetail | null } | null> {
  return post("/v1/sessions/find", { tenantId, ...name }, sessionResponse);
}

export function endSession(tenantId: string, name: SessionName): Promise<{ ended: boolean } | null> {
  return post("/v1/sessions/end", { tenantId, ...name }, z.object({ ended: z.boolean() }));
}

export function unsubscribeSession(
  tenantId: string,
  name: SessionName,
  filter: string,
): Promise<{ unsubscribed: boolean } | null> {
  const schema = z.object({ unsubscribed: z.boolean() });
  return post("/v1/sessions/unsubscribe", { tenantId, ...name, filter }, schema);
}

export function clearRetained(tenantId: string, topics: readonly string[]): Promise<{ cleared: number } | null> {
  return post("/v1/retained/clear", { tenantId, topics }, z.object({ cleared: z.int() }), TIMEOUT_MS);
}

export function publish(request: PublishRequest): Promise<PublishResponse | null> {
  return post("/v1/publish", request, publishResponse, TIMEOUT_MS);
}
