import { z } from "zod";
import { DEFAULT_LIMITS } from "#core/limits.ts";
import { validateTopicFilter } from "#core/topic.ts";
import type { RetainedListRow } from "#db/queries/retained.ts";
import { pageInput } from "../page.ts";
import { plainText } from "../text.ts";

/** What a retained message looks like from outside. */

export const RETAINED_PAYLOAD_BYTES_SHOWN = 4_096;

/** A topic filter; which topics are meant. */
export const retainedFilter = plainText(65_535)
  .min(1)
  .refine((filter) => validateTopicFilter(filter, DEFAULT_LIMITS) === undefined && !filter.startsWith("$share/"), {
    message: "must be a topic filter",
  });

export const listRetainedInput = z.strictObject({
  ...pageInput,
  filter: retainedFilter.optional().meta({ description: "Only topics that this filter matches." }),
  search: plainText(200).optional().meta({ description: "Part of the topic, any case." }),
});
export type ListRetainedInput = z.output<typeof listRetainedInput>;

export const retainedView = z
  .strictObject({
    topic: z.string(),
    qos: z.literal([0, 1, 2]),
    payloadBytes: z.int(),
    payload: z.string().meta({ description: `The first ${RETAINED_PAYLOAD_BYTES_SHOWN} bytes, in base64.` }),
    expiresAt: z.iso.datetime().nullable(),
    publisher: z
      .strictObject({ deviceId: z.string().nullable(), clientId: z.string() })
      .nullable()
      .meta({ description: "Null when no session published it." }),
  })
  .meta({ id: "RetainedMessage" });
export type RetainedView = z.output<typeof retainedView>;

export function presentRetained(row: RetainedListRow): RetainedView {
  const { topic, qos, payloadBytes, payload, expiresAtMs, principalId, clientId } = row;
  return {
    topic,
    qos: qos === 2 ? 2 : qos === 1 ? 1 : 0,
    payloadBytes,
    payload: payload.toString("base64"),
    expiresAt: expiresAtMs === 0 ? null : new Date(expiresAtMs).toISOString(),
    publisher:
      clientId === null ? null : { clientId, deviceId: principalId?.startsWith("dev_") === true ? principalId : null },
  };
}
