import { z } from "zod";
import {
  IGNORED_MAX,
  PINNED_MAX,
  SEARCH_CHARS_MAX,
  type TopicsView,
  WINDOW_ROWS_MAX,
  WINDOWS_MAX,
} from "#core/live-topics.ts";
import type { TopicViewers } from "../live-topics/topic-viewers.ts";
import type { Tenant } from "../tenant.ts";
import { type Question, question } from "./question.ts";

/** A view may name some hundred topics of 64 KiB each, escaped. */
const VIEW_BYTES_MAX = 2 * 1024 * 1024;
const LIST_MAX = 200;
const BUSIEST_MAX = 100;

const path = z.string().nullable();
const view: z.ZodType<TopicsView> = z.object({
  sort: z.enum(["name", "rate", "last"]),
  hold: z.boolean(),
  windows: z
    .array(z.object({ under: path, from: z.int().min(0), rows: z.int().min(0).max(WINDOW_ROWS_MAX) }))
    .max(WINDOWS_MAX)
    .refine((windows) => windows.reduce((sum, { rows }) => sum + rows, 0) <= WINDOW_ROWS_MAX),
  pinned: z.array(z.string()).max(PINNED_MAX),
  selection: z
    .discriminatedUnion("kind", [
      z.object({ kind: z.literal("topic"), topic: z.string() }),
      z.object({ kind: z.literal("subtree"), under: path, ignored: z.array(z.string()).max(IGNORED_MAX) }),
    ])
    .nullable(),
  after: z.object({ selectionId: z.int(), seq: z.int().min(0) }).nullable(),
  search: z
    .object({ kind: z.enum(["text", "filter", "regex", "payload"]), text: z.string().min(1).max(SEARCH_CHARS_MAX) })
    .nullable(),
  paused: z.boolean(),
});
const viewer = { tenantId: z.string(), viewer: z.string() };

/**
 * What the console asks beside the streams of live topics (core/live-topics.ts).
 * @param known the tenant, also one that nobody has connected to yet; undefined when there is none
 */
export function topicQuestions(
  viewers: TopicViewers,
  known: (tenantId: string) => Promise<Tenant | undefined>,
): readonly (readonly [string, Question])[] {
  const find = async (tenantId: string) => {
    const tenant = await known(tenantId);
    return tenant === undefined ? undefined : viewers.find(tenant);
  };
  const begin = async (tenantId: string) => {
    const tenant = await known(tenantId);
    if (tenant === undefined) return undefined;
    const topics = viewers.begin(tenant);
    topics.touch();
    return topics;
  };
  return [
    [
      "/v1/topics/view",
      question(
        z.object({ ...viewer, view }),
        async (request) => {
          const topics = await find(request.tenantId);
          const known = topics?.viewer(request.viewer);
          if (topics === undefined || known === undefined) return { known: false };
          topics.setView(known, request.view);
          return { known: true };
        },
        VIEW_BYTES_MAX,
      ),
    ],
    [
      "/v1/topics/value",
      question(z.object({ ...viewer, seq: z.int().min(0) }), async (request) => {
        const topics = await find(request.tenantId);
        const kept = topics?.viewer(request.viewer)?.selection?.kept.find(request.seq);
        return { payloadBase64: kept?.payload.toString("base64") ?? null };
      }),
    ],
    [
      "/v1/topics/list",
      question(
        z.object({
          tenantId: z.string(),
          under: path,
          after: z.string().nullable(),
          limit: z.int().min(1).max(LIST_MAX),
        }),
        async (request) => ({ page: (await (await begin(request.tenantId))?.list(request)) ?? null }),
      ),
    ],
    [
      "/v1/topics/busiest",
      question(z.object({ tenantId: z.string(), limit: z.int().min(1).max(BUSIEST_MAX) }), async (request) => {
        const topics = await begin(request.tenantId);
        return (await topics?.busiest(request.limit)) ?? { seconds: 0, topics: [], clients: [] };
      }),
    ],
  ];
}
