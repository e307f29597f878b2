import { z } from "zod";
import {
  IGNORED_MAX,
  PINNED_MAX,
  SEARCH_CHARS_MAX,
  type ViewInput,
  WINDOW_ROWS_MAX,
  WINDOWS_MAX,
} from "#core/live-topics.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { sendView } from "../broker-topics.ts";
import { brokerAway } from "../errors.ts";
import { rateLimiter } from "../rate-limit.ts";
import { noViewer, requireOwnViewer } from "./viewer.ts";

/** A page sends ten a second at most while somebody scrolls, and a person may have five of them. */
const views = rateLimiter("views of topics", { burst: 100, perSecond: 50 });

const TOPIC_CHARS_MAX = 65_535;
const topic = z.string().max(TOPIC_CHARS_MAX);
const window = z.strictObject({
  under: topic.nullable(),
  from: z.int().min(0).max(1_000_000),
  rows: z.int().min(0).max(WINDOW_ROWS_MAX),
});

export const viewInput: z.ZodType<ViewInput> = z.strictObject({
  viewer: z.string().max(200),
  view: z.strictObject({
    sort: z.enum(["name", "rate", "last"]),
    hold: z.boolean(),
    windows: z
      .array(window)
      .max(WINDOWS_MAX)
      .refine((windows) => windows.reduce((sum, { rows }) => sum + rows, 0) <= WINDOW_ROWS_MAX, {
        message: `must not show more than ${WINDOW_ROWS_MAX} rows`,
      }),
    pinned: z.array(topic).max(PINNED_MAX),
    selection: z
      .discriminatedUnion("kind", [
        z.strictObject({ kind: z.literal("topic"), topic }),
        z.strictObject({
          kind: z.literal("subtree"),
          under: topic.nullable(),
          ignored: z.array(topic).max(IGNORED_MAX),
        }),
      ])
      .nullable(),
    after: z.strictObject({ selectionId: z.int(), seq: z.int().min(0) }).nullable(),
    search: z
      .strictObject({
        kind: z.enum(["text", "filter", "regex", "payload"]),
        text: z.string().min(1).max(SEARCH_CHARS_MAX),
      })
      .nullable(),
    paused: z.boolean(),
  }),
});

/** Room for some thousand topics of usual length, and for three of the longest. */
export const VIEW_BYTES_MAX = 256 * 1024;

/**
 * What a viewer looks at from now on.
 * @throws ApiError not_found when there is no such viewer, rate_limited, unavailable while the broker is away
 */
export async function setView(actor: Actor, { viewer, view }: ViewInput): Promise<void> {
  requirePermission(actor, "messages.read");
  requireOwnViewer(actor, viewer);
  views.require(actor.id);
  const answer = await sendView(actor.tenantId, viewer, view);
  if (answer === null) throw brokerAway();
  if (!answer.known) throw noViewer();
}
