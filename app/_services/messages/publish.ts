import { z } from "zod";
import { validateTopicName } from "#core/topic.ts";
import { type Actor, requirePermission } from "../actor.ts";
import { publish as publishOf } from "../broker-inspection.ts";
import { services } from "../database.ts";
import { ApiError, brokerAway } from "../errors.ts";
import { plainText } from "../text.ts";

const PAYLOAD_CHARS_MAX = 256 * 1024;

export const publishInput = z
  .strictObject({
    topic: plainText(65_535).min(1),
    payload: z
      .string()
      .max(PAYLOAD_CHARS_MAX)
      .default("")
      .meta({ description: "Text, unless `encoding` says otherwise." }),
    encoding: z.enum(["utf8", "base64"]).default("utf8"),
    qos: z.literal([0, 1, 2]).default(0),
    retain: z.boolean().default(false).meta({ description: "An empty payload clears the topic." }),
    messageExpiryIntervalSeconds: z.int().min(0).max(0xff_ff_ff_ff).optional(),
    contentType: plainText(1_000).optional(),
    responseTopic: plainText(1_000).optional(),
    userProperties: z
      .record(plainText(1_000), plainText(1_000))
      .optional()
      .refine((pairs) => pairs === undefined || Object.keys(pairs).length <= 50, { message: "must have at most 50" }),
  })
  .meta({ id: "Publish" });
export type PublishInput = z.output<typeof publishInput>;

export const publishedView = z
  .strictObject({ receivers: z.int().meta({ description: "Sessions that the message went to." }) })
  .meta({ id: "Published" });

/** Room for the payload in base64 and escaped. */
export const PUBLISH_BYTES_MAX = 3 * PAYLOAD_CHARS_MAX;

/**
 * Publishes a message in the tenant, as nobody's device: the right is the key's or the member's. With QoS 1 or 2 the
 * answer comes once every persistent session that it matched has it on disk.
 * @throws ApiError invalid_request, conflict when a limit is met, unavailable when it cannot be stored or the broker is away
 */
export async function publish(actor: Actor, input: PublishInput): Promise<z.output<typeof publishedView>> {
  requirePermission(actor, "messages.write");
  const { limits } = services().config;
  const refuse = (field: string, code: string, message: string) =>
    new ApiError("invalid_request", `${field}: ${message}`, { issues: [{ path: [field], code, message }] });
  const fault = validateTopicName(input.topic, limits);
  if (fault !== undefined) throw refuse("topic", fault, "is no topic name: no wildcards, not too long or too deep");
  if (input.topic === "$SYS" || input.topic.startsWith("$SYS/")) {
    throw refuse("topic", "reserved", "below $SYS only the broker publishes");
  }
  if (input.encoding === "base64" && !z.base64().safeParse(input.payload).success) {
    throw refuse("payload", "invalid_base64", "is not base64");
  }
  const { payload, encoding, userProperties, ...rest } = input;
  const answer = await publishOf({
    ...rest,
    tenantId: actor.tenantId,
    payloadBase64: encoding === "base64" ? payload : Buffer.from(payload).toString("base64"),
    userProperties: userProperties === undefined ? undefined : Object.entries(userProperties),
  });
  if (answer === null) throw brokerAway();
  if (answer.outcome === "published") return { receivers: answer.receivers };
  switch (answer.reason) {
    case "retainedQuota":
      throw new ApiError("conflict", "The tenant has as many retained messages as it may.");
    case "queueFull":
      throw new ApiError("conflict", "The queue of a session that would get it is full.");
    case "storeUnavailable":
      throw new ApiError("unavailable", "The message cannot be stored at the moment. Nobody was told that it was.");
  }
}
