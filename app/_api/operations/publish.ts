import { PUBLISH_BYTES_MAX, publish, publishedView, publishInput } from "../../_services/messages/publish.ts";
import { operation } from "../operation.ts";

export const publishOperation = operation({
  method: "POST",
  path: "/publish",
  id: "publish",
  tag: "Messages",
  summary: "Publish a message",
  description:
    "In the tenant, as nobody's device. With QoS 1 or 2 the answer comes once every persistent session that it matched has it on disk. Send an Idempotency-Key to publish once.",
  permission: "messages.write",
  body: publishInput,
  bodyBytesMax: PUBLISH_BYTES_MAX,
  success: { status: 200, description: "It was published.", schema: publishedView },
  errors: ["conflict", "unavailable"],
  example: {
    body: { topic: "hall/3/display", payload: "17.2 °C", qos: 1, retain: true },
    result: { receivers: 3 },
  },
  run: async ({ actor, body }) => ({ body: await publish(actor, body) }),
});
