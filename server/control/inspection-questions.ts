import { z } from "zod";
import { CLEAR_TOPICS_MAX, type PublishRequest, type SessionsRequest } from "#core/inspection.ts";
import type { Broker } from "../broker.ts";
import { clearRetained, publish } from "../inspection/publish.ts";
import { endSession, findSession, listSessions, unsubscribe } from "../inspection/sessions.ts";
import { type Question, question } from "./question.ts";

/** A topic of 64 KiB each, escaped. */
const CLEAR_BYTES_MAX = 8 * 1024 * 1024;
const SESSIONS_MAX = 200;

const sessionName = { tenantId: z.string(), principalId: z.string(), clientId: z.string() };
const sessionRequest = z.object(sessionName);
const sessionsRequest: z.ZodType<SessionsRequest> = z.object({
  tenantId: z.string(),
  after: z.int().min(0),
  limit: z.int().min(1).max(SESSIONS_MAX),
  search: z.string().optional(),
  deviceId: z.string().optional(),
  state: z.enum(["online", "offline"]).optional(),
  queuedMin: z.int().min(0).optional(),
});
const publishRequest: z.ZodType<PublishRequest> = z.object({
  tenantId: z.string(),
  topic: z.string().min(1),
  payloadBase64: z.base64(),
  qos: z.literal([0, 1, 2]),
  retain: z.boolean(),
  messageExpiryIntervalSeconds: z.int().min(0).max(0xff_ff_ff_ff).optional(),
  contentType: z.string().optional(),
  responseTopic: z.string().optional(),
  correlationDataBase64: z.base64().optional(),
  userProperties: z.array(z.tuple([z.string(), z.string()])).optional(),
});

/**
 * What the console asks and does about sessions, retained messages and publishing (core/inspection.ts).
 * @param known the tenant, also one that nobody has connected to yet; undefined when there is none
 */
export function inspectionQuestions(
  broker: Broker,
  known: (tenantId: string) => Promise<ReturnType<Broker["tenant"]>>,
): ReadonlyMap<string, Question> {
  const bodyBytesMax = 2 * broker.limits.maximumPacketSizeBytes;
  return new Map([
    [
      "/v1/sessions",
      question(sessionsRequest, (request) => {
        const tenant = broker.tenant(request.tenantId);
        return tenant === undefined ? { sessions: [] } : listSessions(tenant, request);
      }),
    ],
    [
      "/v1/sessions/find",
      question(sessionRequest, (request) => {
        const tenant = broker.tenant(request.tenantId);
        return { session: tenant === undefined ? null : findSession(tenant, request) };
      }),
    ],
    [
      "/v1/sessions/end",
      question(sessionRequest, (request) => {
        const tenant = broker.tenant(request.tenantId);
        return { ended: tenant !== undefined && endSession(tenant, request) };
      }),
    ],
    [
      "/v1/sessions/unsubscribe",
      question(z.object({ ...sessionName, filter: z.string() }), (request) => {
        const tenant = broker.tenant(request.tenantId);
        return { unsubscribed: tenant !== undefined && unsubscribe(tenant, request) };
      }),
    ],
    [
      "/v1/retained/clear",
      question(
        z.object({ tenantId: z.string(), topics: z.array(z.string()).max(CLEAR_TOPICS_MAX) }),
        async (request) => {
          const tenant = broker.tenant(request.tenantId);
          return { cleared: tenant === undefined ? 0 : await clearRetained(tenant, request) };
        },
        CLEAR_BYTES_MAX,
      ),
    ],
    [
      "/v1/publish",
      question(
        publishRequest,
        async (request) => {
          const tenant = await known(request.tenantId);
          return tenant === undefined ? { outcome: "published", receivers: 0 } : publish(tenant, request);
        },
        bodyBytesMax,
      ),
    ],
  ]);
}
