import * as z from "zod/mini";
import { PAYLOAD_FORMATS } from "../formats/payload-format.ts";
import type { PublishDraft } from "./draft.ts";

/** Entries of each kind; the oldest makes room. */
export const HISTORY_MAX = 50;
/** Characters of all payloads together; a single one that is longer is not remembered. */
export const HISTORY_PAYLOAD_CHARS_MAX = 512 * 1024;

const pastTopicSchema = z.object({ topic: z.string(), qos: z.literal([0, 1, 2]), retain: z.boolean() });
const pastPayloadSchema = z.object({ payload: z.string(), format: z.enum(PAYLOAD_FORMATS) });

/** What was published before: topics and payloads each for themselves, without repetition, the newest first. */
export const publishHistorySchema = z.object({
  topics: z.array(pastTopicSchema),
  payloads: z.array(pastPayloadSchema),
});

export type PastTopic = z.infer<typeof pastTopicSchema>;
export type PastPayload = z.infer<typeof pastPayloadSchema>;
export interface PublishHistory {
  readonly topics: readonly PastTopic[];
  readonly payloads: readonly PastPayload[];
}

export const NO_HISTORY: PublishHistory = { topics: [], payloads: [] };

/** The history after a publish, with variables as they were written. */
export function remember(history: PublishHistory, draft: PublishDraft): PublishHistory {
  const { topic, qos, retain, payload, format } = draft;
  const topics = [{ topic, qos, retain }, ...history.topics.filter((past) => past.topic !== topic)];
  const payloads = [
    { payload, format },
    ...history.payloads.filter((past) => past.payload !== payload || past.format !== format),
  ];
  return { topics: topics.slice(0, HISTORY_MAX), payloads: within(payloads.slice(0, HISTORY_MAX)) };
}

function within(payloads: readonly PastPayload[]): readonly PastPayload[] {
  let chars = 0;
  return payloads.filter(({ payload }) => {
    if (chars + payload.length > HISTORY_PAYLOAD_CHARS_MAX) return false;
    chars += payload.length;
    return true;
  });
}

/** Where one is in the payloads while walking through them; undefined for what is being written. */
export interface HistoryStep {
  readonly place: number | undefined;
  readonly past: PastPayload | undefined;
}

/**
 * One step back (-1) or forward (+1) in the payloads.
 * @param place where one is now
 * @param written what stood there before the walk began, to come back to
 */
export function walk(
  history: PublishHistory,
  place: number | undefined,
  direction: -1 | 1,
  written: PastPayload,
): HistoryStep {
  const next = (place ?? -1) - direction;
  if (next < 0) return { place: undefined, past: place === undefined ? undefined : written };
  const past = history.payloads[next];
  return past === undefined ? { place, past: undefined } : { place: next, past };
}
