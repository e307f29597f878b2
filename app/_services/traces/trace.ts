import { z } from "zod";
import { LIMIT_NAMES, type LimitName } from "#core/limit-overrides.ts";
import { DEFAULT_LIMITS } from "#core/limits.ts";
import { validateTopicFilter } from "#core/topic.ts";
import {
  NEAR_MISS_KINDS,
  RECEIVER_STATES,
  RETAINED_EFFECTS,
  TRACE_KINDS,
  TRACE_OUTCOMES,
  TRACE_SOURCES,
  type TraceOutcome,
} from "#core/trace.ts";
import { pageInput } from "../page.ts";
import { plainText } from "../text.ts";
import { DROP_REASONS } from "./drop-reasons.ts";

/** What the way of a message looks like from outside, and what may be asked of them: pages and REST alike. */

const timestamp = z.iso.datetime();
const qos = z.literal([0, 1, 2]);
const ID_CHARS_MAX = 40;
const TOPIC_CHARS_MAX = 1_024;

const outcomes = z
  .string()
  .max(100)
  .transform((text, context): readonly TraceOutcome[] => {
    const words = text.split(",");
    const unknown = words.find((word) => !TRACE_OUTCOMES.includes(word as TraceOutcome));
    if (unknown === undefined) return words as TraceOutcome[];
    context.addIssue({ code: "custom", message: `is not made of these: ${TRACE_OUTCOMES.join(", ")}` });
    return z.NEVER;
  })
  .meta({ description: "`refused`, `lost`, `waiting`, `nobody` or `arrived`; several, separated by commas." });

/** Topics are looked for by what MQTT matches them with. */
const topicOrFilter = plainText(TOPIC_CHARS_MAX).refine(
  (filter) => validateTopicFilter(filter, DEFAULT_LIMITS) === undefined && !filter.startsWith("$share/"),
  { message: "is neither a topic nor a topic filter" },
);

export const listTracesInput = z.strictObject({
  ...pageInput,
  publisherId: plainText(ID_CHARS_MAX).optional().meta({ description: "Only what this device published." }),
  receiverId: plainText(ID_CHARS_MAX).optional().meta({
    description: "Each message then says what became of it for this device.",
  }),
  topic: topicOrFilter.optional().meta({ description: "A topic, or a filter that matches it." }),
  outcome: outcomes.optional(),
  since: z.iso.datetime({ offset: true }).optional().meta({ description: "RFC 3339: not before." }),
  until: z.iso.datetime({ offset: true }).optional().meta({ description: "RFC 3339: not after." }),
});
export type ListTracesInput = z.output<typeof listTracesInput>;

export const getTraceInput = z.strictObject({
  receiverId: plainText(ID_CHARS_MAX).optional().meta({
    description: "A device that should have had it: its subscriptions are looked at for one that nearly matches.",
  }),
});

export const armTraceInput = z
  .strictObject({
    deviceId: plainText(ID_CHARS_MAX).optional().meta({ description: "All that it publishes and is to receive." }),
    topic: topicOrFilter.optional().meta({ description: "All on this topic, or on those that this filter matches." }),
  })
  .refine(({ deviceId, topic }) => (deviceId === undefined) !== (topic === undefined), {
    message: "needs a deviceId or a topic, and not both",
  })
  .meta({ id: "ArmTrace" });
export type ArmTraceInput = z.output<typeof armTraceInput>;

const rule = z
  .strictObject({ roleName: z.string(), position: z.int(), filter: z.string() })
  .nullable()
  .meta({ description: "The rule that decided; null also where no rule allowed it." });
const limit = z
  .strictObject({ limit: z.enum(LIMIT_NAMES as [LimitName, ...LimitName[]]), used: z.number(), max: z.number() })
  .nullable()
  .meta({ description: "The limit that was met, where it was for one." });
const reason = z.enum(DROP_REASONS);

export const summaryFields = {
  id: z.string(),
  at: timestamp.meta({ description: "RFC 3339, UTC: when the broker received it." }),
  kind: z.enum(TRACE_KINDS).meta({
    description: "Why it is kept: refusals and losses always, what is armed, or as one of a sample.",
  }),
  source: z.enum(TRACE_SOURCES).meta({ description: "A client, its will, or the console and the API." }),
  publisher: z
    .strictObject({
      principalId: z.string(),
      deviceId: z.string().nullable(),
      deviceName: z.string(),
      clientId: z.string(),
      address: z.string(),
      transport: z.enum(["tcp", "tls", "ws", "wss"]),
      protocolVersion: z.literal([3, 4, 5]),
    })
    .nullable()
    .meta({ description: "Null where no client published it, or it is not known any more." }),
  topic: z.string().nullable().meta({ description: "Null: what was lost lay on disk and was not read." }),
  qos,
  retain: z.boolean(),
  payloadBytes: z.int(),
  outcome: z.enum(TRACE_OUTCOMES).meta({
    description:
      "`refused`: not let through; `lost`: somebody will not get it; `waiting`: somebody has not acknowledged it yet; `nobody`: no subscription matched; `arrived`: all have it.",
  }),
  refusal: z.strictObject({ reason, rule, limit }).nullable().meta({ description: "Why it was not let through." }),
  matched: z.int().meta({ description: "Sessions that it was for; exact." }),
  lost: z.int().meta({ description: "Of these, those that will not get it; exact." }),
  oneIn: z.int().nullable().meta({ description: "As one of a sample it stands for so many messages." }),
  count: z.int().meta({ description: "How often: refusals and losses that are alike are told as one." }),
  lastAt: timestamp.meta({ description: "When it happened last." }),
  whole: z.boolean().meta({ description: "False when only a loss was recorded, not the whole way." }),
  receiver: z
    .enum([...RECEIVER_STATES, "noMatch"])
    .nullable()
    .meta({
      description: "What became of it for the device that was asked about; null where none was, or it is not known.",
    }),
};

export const traceView = z.strictObject(summaryFields).meta({ id: "Trace" });
export type TraceView = z.output<typeof traceView>;

export const receiverFields = {
  principalId: z.string(),
  clientId: z.string(),
  deviceId: z.string().nullable(),
  deviceName: z.string(),
  filters: z.array(z.string()).meta({ description: "Its subscriptions that matched; the first 3." }),
  qos: qos.meta({ description: "The lower of the message's and the subscription's." }),
  online: z.boolean().meta({ description: "Its client was connected when the message came." }),
  persistent: z.boolean(),
  state: z.enum(RECEIVER_STATES),
  reason: reason.nullable().meta({ description: "Why it was dropped." }),
  rule,
  limit,
  queuedAt: timestamp.nullable(),
  sentAt: timestamp.nullable(),
  receivedAt: timestamp.nullable().meta({ description: "PUBREC of QoS 2." }),
  acknowledgedAt: timestamp.nullable().meta({ description: "PUBACK, or PUBCOMP." }),
  endedAt: timestamp.nullable().meta({ description: "When it was dropped or its session ended." }),
};

export const recordFields = {
  retained: z.enum(RETAINED_EFFECTS).nullable().meta({ description: "What the retained store did with it." }),
  answer: z.int().nullable().meta({ description: "Reason code of the publisher's PUBACK or PUBREC." }),
  answeredOnceStored: z.boolean().meta({ description: "That answer waits until lasting sessions have it on disk." }),
};

export const nearMissView = z
  .strictObject({
    kind: z.enum(NEAR_MISS_KINDS),
    filter: z.string(),
    level: z.int().meta({ description: "The level that differs, 1 for the first; 0 where none does alone." }),
    deviceId: z.string().nullable(),
    deviceName: z.string(),
    clientId: z.string(),
    rule,
    at: timestamp.nullable().meta({ description: "When it was denied." }),
  })
  .meta({ id: "NearMiss" });

export const traceDetailView = z
  .strictObject({
    ...summaryFields,
    ...recordFields,
    receivers: z
      .array(
        z.strictObject({
          ...receiverFields,
          sessionId: z.string().nullable().meta({ description: "Null where a shared subscription had nobody." }),
          onDisk: z.boolean().nullable().meta({
            description: "Its copy still waits on disk; null where it does not wait there, or not yet.",
          }),
        }),
      )
      .meta({ description: "The first 50, and as many again of those who lost it." }),
    nearMisses: z.array(nearMissView).meta({
      description:
        "Subscriptions that would have matched but for a little; looked for where nobody, or not that device, matched.",
    }),
    searchedAll: z.boolean().meta({ description: "False: there are more subscriptions than were looked at." }),
  })
  .meta({ id: "TraceDetail" });
export type TraceDetailView = z.output<typeof traceDetailView>;

export const armingView = z
  .strictObject({
    id: z.string(),
    deviceId: z.string().nullable(),
    topic: z.string().nullable(),
    by: z.string().meta({ description: "Who armed it: an e-mail address or the name of a key." }),
    armedAt: timestamp,
    until: timestamp.meta({ description: "When it ends by itself." }),
    kept: z.int(),
    max: z.int().meta({ description: "It ends after so many messages." }),
  })
  .meta({ id: "TraceArming" });
export type ArmingView = z.output<typeof armingView>;

export const standingFields = {
  oneIn: z.int().meta({ description: "Of what is not armed, one message in so many is kept now." }),
  oldestAt: timestamp.nullable().meta({ description: "The oldest message that is still remembered." }),
  notKept: z.int().meta({ description: "Refusals and losses that were too many, since the broker started." }),
  armings: z.array(armingView),
};
export const standingView = z.strictObject(standingFields).meta({ id: "TraceStanding" });
export type StandingView = z.output<typeof standingView>;
