import { z } from "zod";
import { EVENT_TYPES, type EventRecord, type EventType } from "#core/event-record.ts";
import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from "../page.ts";
import { plainText } from "../text.ts";

/** What an event looks like from outside, and what may be asked of them: pages and REST alike. */

const timestamp = z.iso.datetime({ offset: true });
const ID_CHARS_MAX = 40;
const TOPIC_CHARS_MAX = 200;

const types = z
  .string()
  .max(EVENT_TYPES.length * 20)
  .transform((text, context): readonly EventType[] => {
    const words = text.split(",");
    const unknown = words.find((word) => !EVENT_TYPES.includes(word as EventType));
    if (unknown === undefined) return words as EventType[];
    context.addIssue({ code: "custom", message: `is not made of these: ${EVENT_TYPES.join(", ")}` });
    return z.NEVER;
  })
  .meta({ description: "One type or several, separated by commas." });

const filters = {
  type: types.optional(),
  deviceId: plainText(ID_CHARS_MAX).optional(),
  topic: plainText(TOPIC_CHARS_MAX).optional().meta({
    description:
      "Part of the topic or filter. A page of a list may then end before it is full; go on while there is a cursor.",
  }),
};

/** Which events a stream tells. */
export const followEventsInput = z.strictObject(filters);

export const listEventsInput = z.strictObject({
  ...filters,
  since: timestamp.optional().meta({ description: "RFC 3339: not before." }),
  until: timestamp.optional().meta({ description: "RFC 3339: not after." }),
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).default(PAGE_LIMIT_DEFAULT),
  cursor: z.string().max(500).optional().meta({ description: "`nextCursor` of the page before." }),
});
export type ListEventsInput = z.output<typeof listEventsInput>;

export const eventView = z
  .strictObject({
    id: z.string(),
    at: z.iso.datetime().meta({ description: "RFC 3339, UTC." }),
    type: z.enum(EVENT_TYPES),
    deviceId: z.string().nullable().meta({ description: "Null when the name that was given is no device." }),
    deviceName: z.string().meta({ description: "As the client gave it." }),
    clientId: z.string(),
    address: z.string(),
    transport: z.enum(["tcp", "tls", "ws", "wss"]),
    topic: z.string().nullable().meta({ description: "The topic, or the filter of a subscription." }),
    qos: z.literal([0, 1, 2]).nullable(),
    retain: z.boolean().nullable(),
    reason: z.string().nullable().meta({
      description: "Why a connection was refused or a message dropped; the name of a limit.",
    }),
    reasonCode: z.int().nullable().meta({ description: "Of MQTT 5.0, as the client was told." }),
    rule: z
      .strictObject({ roleName: z.string(), position: z.int(), filter: z.string() })
      .nullable()
      .meta({ description: "The rule that decided; null also where no rule allowed it." }),
    count: z.int().meta({ description: "How often: identical refusals within a second are told as one." }),
    detail: z.string().nullable(),
  })
  .meta({ id: "Event" });
export type EventView = EventRecord;
