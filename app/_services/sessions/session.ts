import { z } from "zod";
import type { SessionDetail, SessionName, SessionSummary } from "#core/inspection.ts";
import { pageInput } from "../page.ts";
import { plainText } from "../text.ts";

/** What an MQTT session looks like from outside. */

const timestamp = z.iso.datetime();

export const listSessionsInput = z.strictObject({
  ...pageInput,
  search: plainText(200).optional().meta({ description: "Part of the client id or the device's name, any case." }),
  deviceId: z.string().max(30).optional().meta({ description: "Only sessions of this device." }),
  state: z.enum(["online", "offline"]).optional(),
  queuedMin: z.coerce.number().int().min(0).optional().meta({
    description: "Only sessions with at least so many messages waiting.",
  }),
});
export type ListSessionsInput = z.output<typeof listSessionsInput>;

const summary = {
  id: z.string().meta({ description: "Names the principal and the client id." }),
  clientId: z.string(),
  deviceId: z.string().nullable().meta({ description: "Null for anonymous clients and people in the browser." }),
  deviceName: z.string(),
  state: z.enum(["online", "offline"]),
  address: z.string().meta({ description: "Of the latest connection." }),
  transport: z.enum(["tcp", "tls", "ws", "wss"]),
  protocolVersion: z.literal([3, 4, 5]),
  persistent: z.boolean().meta({ description: "Outlives its connection, and restarts." }),
  sessionExpiryIntervalSeconds: z.int(),
  expiresAt: timestamp.nullable().meta({ description: "Null while it is online, or when it never expires." }),
  disconnectedAt: timestamp.nullable(),
  subscriptions: z.int(),
  queued: z.int().meta({ description: "Messages that wait for the client." }),
  queuedBytes: z.int(),
  inflight: z.int().meta({ description: "Messages sent and not acknowledged." }),
};

export const sessionView = z.strictObject(summary).meta({ id: "Session" });
export type SessionView = z.output<typeof sessionView>;

export const subscriptionView = z
  .strictObject({
    filter: z.string().meta({ description: "As the client wrote it, `$share/…` included." }),
    qos: z.literal([0, 1, 2]),
    noLocal: z.boolean(),
    retainAsPublished: z.boolean(),
    subscriptionIdentifier: z.int().meta({ description: "0 for none." }),
  })
  .meta({ id: "Subscription" });

export const queuedMessageView = z
  .strictObject({
    topic: z.string(),
    qos: z.literal([1, 2]),
    retain: z.boolean(),
    inflight: z.boolean().meta({ description: "Sent, or about to be, and not acknowledged." }),
    bytes: z.int().meta({ description: "Topic, properties and payload." }),
    expiresAt: timestamp.nullable(),
    payload: z.string().meta({ description: "The first 1 024 bytes, in base64." }),
  })
  .meta({ id: "QueuedMessage" });
export type QueuedMessageView = z.output<typeof queuedMessageView>;

export const sessionDetailView = z
  .strictObject({
    ...summary,
    willTopic: z.string().nullable(),
    subscriptionList: z.array(subscriptionView).meta({ description: "The first 500." }),
    queue: z.array(queuedMessageView).meta({
      description: "The oldest 50 messages on disk; of a session that does not outlive its connection, none.",
    }),
  })
  .meta({ id: "SessionDetail" });
export type SessionDetailView = z.output<typeof sessionDetailView>;

export function presentSession(session: SessionSummary): SessionView {
  const { principalId, number: _number, online, ...rest } = session;
  return { ...rest, id: sessionId({ principalId, clientId: session.clientId }), state: online ? "online" : "offline" };
}

export function presentSessionDetail(
  { storeId: _storeId, willTopic, subscriptionList, ...session }: SessionDetail,
  queue: readonly QueuedMessageView[],
): SessionDetailView {
  return { ...presentSession(session), willTopic, subscriptionList: [...subscriptionList], queue: [...queue] };
}

/** A session's id: who it is of, so that nothing has to be kept for it. */
export function sessionId({ principalId, clientId }: SessionName): string {
  return Buffer.from(`${principalId}\0${clientId}`).toString("base64url");
}

/** Undefined for what is no id. */
export function sessionName(id: string): SessionName | undefined {
  const text = Buffer.from(id, "base64url").toString();
  const end = text.indexOf("\0");
  if (end < 1 || text.indexOf("\0", end + 1) >= 0 || sessionIdOf(text) !== id) return undefined;
  return { principalId: text.slice(0, end), clientId: text.slice(end + 1) };
}

function sessionIdOf(text: string): string {
  return Buffer.from(text).toString("base64url");
}
