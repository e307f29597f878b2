import type { ClearRetainedRequest, PublishRequest, PublishResponse } from "#core/inspection.ts";
import { encodePublish } from "#core/mqtt/encode.ts";
import { PUBLISH } from "#core/mqtt/packets.ts";
import { EMPTY } from "../empty.ts";
import { Message } from "../message.ts";
import { viewOfFrame } from "../publish-frame.ts";
import { refusingReceiver } from "../queue-limits.ts";
import type { Tenant } from "../tenant.ts";

/**
 * Publishes for somebody who has no connection. It resolves once every persistent session that the message matched has
 * it on disk, as a PUBACK would say.
 */
export async function publish(tenant: Tenant, request: PublishRequest): Promise<PublishResponse> {
  const { journal } = tenant.broker;
  const message = messageOf(tenant, request);
  if (message.retain && !tenant.retained.hasRoomFor(message)) return { outcome: "refused", reason: "retainedQuota" };
  if (message.qos > 0 && journal?.refusing === true) return { outcome: "refused", reason: "storeUnavailable" };
  // Nobody sends it again by himself: it reaches all, or nobody.
  if (message.qos > 0 && refusingReceiver({ tenant }, message.topic, message.bytes) !== undefined)
    return { outcome: "refused", reason: "queueFull" };
  const receivers = tenant.publish(message, undefined);
  if (message.qos > 0 && journal !== undefined) await new Promise<void>((done) => journal.afterCommit(done));
  if ((message.gate?.refusal ?? 0) !== 0) return { outcome: "refused", reason: "storeUnavailable" };
  return { outcome: "published", receivers };
}

/**
 * Clears retained messages as any client does, by an empty one: those who subscribed hear of it. It resolves once none
 * of them is on disk any more.
 */
export async function clearRetained(tenant: Tenant, { topics }: ClearRetainedRequest): Promise<number> {
  const { journal, clock } = tenant.broker;
  let cleared = 0;
  for (const topic of topics) {
    if (tenant.retained.find(topic) === undefined) continue;
    tenant.publish(Message.fromParts(topic, EMPTY, 0, true, EMPTY, undefined, clock), undefined);
    // What QoS 0 does to the store may wait a second; whoever asked here looks at once.
    journal?.retained(tenant, topic, false);
    cleared++;
  }
  if (cleared > 0 && journal !== undefined) await new Promise<void>((done) => journal.afterCommit(done));
  return cleared;
}

/** Made of the PUBLISH that a client would have sent, so that properties are laid out by the one codec there is. */
function messageOf(tenant: Tenant, request: PublishRequest): Message {
  const { qos, retain, topic } = request;
  const packetId = qos === 0 ? 0 : 1;
  const payload = Buffer.from(request.payloadBase64, "base64");
  const properties = {
    messageExpiryInterval: request.messageExpiryIntervalSeconds,
    contentType: request.contentType,
    responseTopic: request.responseTopic,
    correlationData:
      request.correlationDataBase64 === undefined ? undefined : Buffer.from(request.correlationDataBase64, "base64"),
    userProperties: request.userProperties?.map(([name, value]): [string, string] => [name, value]),
  };
  const frame = encodePublish({ type: PUBLISH, dup: false, qos, retain, topic, packetId, payload, properties }, 5);
  const message = Message.fromView(viewOfFrame(frame), topic, tenant.broker.clock);
  message.own();
  return message;
}
