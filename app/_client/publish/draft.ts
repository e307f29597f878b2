import * as z from "zod/mini";
import { PAYLOAD_FORMATS } from "../formats/payload-format.ts";

/** The properties of a message as they stand in the form; empty text and undefined are not sent. */
export const draftPropertiesSchema = z.object({
  contentType: z.string(),
  payloadIsUtf8: z.boolean(),
  messageExpiryIntervalSeconds: z.optional(z.number()),
  topicAlias: z.optional(z.number()),
  responseTopic: z.string(),
  correlationData: z.string(),
  userProperties: z.array(z.tuple([z.string(), z.string()])),
});

/** What stands in the publish form; the payload as text in its format. */
export const publishDraftSchema = z.object({
  topic: z.string(),
  payload: z.string(),
  format: z.enum(PAYLOAD_FORMATS),
  qos: z.literal([0, 1, 2]),
  retain: z.boolean(),
  properties: draftPropertiesSchema,
});

export type DraftProperties = z.infer<typeof draftPropertiesSchema>;
export type PublishDraft = z.infer<typeof publishDraftSchema>;

export const NO_PROPERTIES: DraftProperties = {
  contentType: "",
  payloadIsUtf8: false,
  responseTopic: "",
  correlationData: "",
  userProperties: [],
};

/** What the first visit finds. */
export const FIRST_DRAFT: PublishDraft = {
  topic: "sensor/1/temperature",
  payload: '{"msg":"hello"}',
  format: "json",
  qos: 1,
  retain: false,
  properties: NO_PROPERTIES,
};

/** How many of the properties are set. */
export function countProperties(properties: DraftProperties): number {
  const { contentType, payloadIsUtf8, messageExpiryIntervalSeconds, topicAlias, responseTopic, correlationData } =
    properties;
  const set = [
    contentType !== "",
    payloadIsUtf8,
    messageExpiryIntervalSeconds !== undefined,
    topicAlias !== undefined,
    responseTopic !== "",
    correlationData !== "",
  ];
  return set.filter(Boolean).length + properties.userProperties.length;
}
