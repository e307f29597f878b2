// HOT: once per message.
import type { Message } from "./message.ts";
import { lowerQos } from "./qos.ts";
import type { Session } from "./session.ts";
import type { ShareGroup } from "./share-group.ts";
import type { Tenant } from "./tenant.ts";

/**
 * Brings a message to every session of the tenant that subscribed to its topic, once to each, at the lower of the two
 * QoS. Synchronous from here to the sockets' queues: neither promise, nor closure, nor frame of one's own per receiver.
 * So messages leave in the order they came [MQTT-4.6.0-5] [MQTT-4.6.0-6].
 * @param publisher undefined for messages that no session sent, and for wills
 * @returns the sessions that took it
 */
export function route(tenant: Tenant, message: Message, publisher: Session | undefined): number {
  const receivers = tenant.receivers.of(message.topic); // [MQTT-4.5.0-1]
  const { qos, retain, trace } = message;
  let taken = 0;
  for (let i = 0; i < receivers.length; i++) {
    let receiver = receivers[i];
    if (receiver === undefined) continue;
    if (receiver.group !== undefined) {
      if (routeShared(receiver.group, message)) taken++;
      continue;
    }
    const session = receiver.session;
    if (session === undefined) continue;
    if (receiver.noLocal && session === publisher) {
      const { subscriptions } = receiver;
      receiver = receiver.withoutNoLocal(); // [MQTT-3.8.3-3]
      if (receiver === undefined) {
        trace?.excluded(session, subscriptions);
        continue;
      }
    }
    const granted = lowerQos(qos, receiver.qos);
    trace?.matched(session, granted, receiver.subscriptions);
    // [MQTT-3.3.1-9] [MQTT-3.3.1-12] [MQTT-3.3.1-13]
    if (session.deliver(message, granted, retain && receiver.retainAsPublished, receiver.identifiers, undefined)) {
      taken++;
    }
  }
  return taken;
}

/** One member of the group gets the message, at its own granted QoS [MQTT-4.8.2-3]. */
export function routeShared(group: ShareGroup, message: Message): boolean {
  const member = group.choose(message.qos);
  if (member === undefined) {
    message.trace?.memberless(group);
    return false;
  }
  const granted = lowerQos(message.qos, member.qos);
  if (message.trace !== undefined) message.trace.matched(member.session, granted, [member]);
  const retain = message.retain && member.retainAsPublished;
  return member.session.deliver(message, granted, retain, member.identifiers, group);
}
