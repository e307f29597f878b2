import { z } from "zod";
import type {
  BusiestRequest,
  BusiestResponse,
  ListTopicsRequest,
  ListTopicsResponse,
  TopicsView,
  TopicValues,
  TreeState,
} from "#core/live-topics.ts";
import { authorization, controlUrl, post } from "./control-port.ts";

/** The broker may have to read a hundred thousand retained messages first. */
const LIST_TIMEOUT_MS = 10_000;
/** A view of many long topics; a payload of the largest size. */
const TIMEOUT_MS = 3_000;

const tree: z.ZodType<TreeState> = z.object({
  sinceMs: z.number(),
  topics: z.int(),
  messages: z.int(),
  payloadBytes: z.int(),
  messageRate: z.number(),
  payloadByteRate: z.number(),
  reading: z.boolean(),
  full: z.boolean(),
  messagesUntracked: z.int(),
  topicsEvicted: z.int(),
});
const values = {
  id: z.int(),
  children: z.int(),
  topics: z.int(),
  messages: z.int(),
  ownMessages: z.int(),
  rate: z.number(),
  lastAtMs: z.number().nullable(),
  spark: z.array(z.int()).optional(),
  value: z
    .object({
      payloadBase64: z.string(),
      payloadBytes: z.int(),
      qos: z.literal([0, 1, 2]),
      retain: z.boolean(),
    })
    .nullable(),
  retained: z.boolean(),
} satisfies Record<keyof TopicValues, z.ZodType>;
const listResponse: z.ZodType<{ page: ListTopicsResponse | null }> = z.object({
  page: z
    .object({
      atMs: z.number(),
      tree,
      nodes: z.array(z.object({ path: z.string(), name: z.string(), ...values })),
      next: z.string().nullable(),
    })
    .nullable(),
});
const busiestResponse: z.ZodType<BusiestResponse> = z.object({
  seconds: z.number(),
  topics: z.array(z.object({ topic: z.string(), rate: z.number() })),
  clients: z.array(
    z.object({ deviceId: z.string().nullable(), deviceName: z.string(), clientId: z.string(), rate: z.number() }),
  ),
});

/** The broker's stream of frames (core/live-topics.ts) for this viewer; null when the broker cannot be asked. */
export async function openTopics(
  tenantId: string,
  viewer: string,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array> | "tooMany" | null> {
  try {
    const response = await fetch(`${controlUrl()}/v1/topics/stream?${new URLSearchParams({ tenantId, viewer })}`, {
      headers: { ...authorization(), accept: "text/event-stream" },
      signal,
      cache: "no-store",
    });
    if (response.ok) return response.body;
    await response.body?.cancel();
    return response.status === 429 ? "tooMany" : null;
  } catch {
    return null;
  }
}

/** Each of these is null when the broker cannot be asked. */

export function sendView(tenantId: string, viewer: string, view: TopicsView): Promise<{ known: boolean } | null> {
  return post("/v1/topics/view", { tenantId, viewer, view }, z.object({ known: z.boolean() }), TIMEOUT_MS);
}

export function askValue(
  tenantId: string,
  viewer: string,
  seq: number,
): Promise<{ payloadBase64: string | null } | null> {
  const schema = z.object({ payloadBase64: z.string().nullable() });
  return post("/v1/topics/value", { tenantId, viewer, seq }, schema, TIMEOUT_MS);
}

export function askTopics(request: ListTopicsRequest): Promise<{ page: ListTopicsResponse | null } | null> {
  return post("/v1/topics/list", request, listResponse, LIST_TIMEOUT_MS);
}

export function askBusiest(request: BusiestRequest): Promise<BusiestResponse | null> {
  return post("/v1/topics/busiest", request, busiestResponse, TIMEOUT_MS);
}
