import type { Delivery } from "./delivery.ts";
import type { Session } from "./session.ts";

/**
 * Offers what came to the session by a shared subscription to `handOver`, and lets go of what that takes: all that was
 * not sent, and QoS 1 that was. QoS 2 that was sent stays with its client [MQTT-4.8.2-4] [MQTT-4.8.2-5]. What waits on
 * disk stays too.
 */
export function offerShared(session: Session, handOver: (delivery: Delivery) => boolean): void {
  const { inflight, queue } = session;
  for (const delivery of inflight.inOrder()) {
    if (delivery.group === undefined || delivery.qos === 2 || !handOver(delivery)) continue;
    inflight.delete(delivery.packetId);
    session.forget(delivery);
  }
  queue.removeIf((delivery) => {
    if (delivery.group === undefined || !handOver(delivery)) return false;
    session.forget(delivery);
    return true;
  });
}
