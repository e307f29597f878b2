import { type Actor, requirePermission } from "../actor.ts";
import { askValue } from "../broker-topics.ts";
import { brokerAway, notFound } from "../errors.ts";
import { requireOwnViewer } from "./viewer.ts";

/**
 * The whole payload of a message that the viewer was told of.
 * @throws ApiError not_found when it is kept no more, unavailable while the broker is away
 */
export async function getValue(actor: Actor, viewer: string, seq: number): Promise<Buffer> {
  requirePermission(actor, "messages.read");
  requireOwnViewer(actor, viewer);
  const answer = await askValue(actor.tenantId, viewer, seq);
  if (answer === null) throw brokerAway();
  if (answer.payloadBase64 === null) throw notFound("message");
  return Buffer.from(answer.payloadBase64, "base64");
}
