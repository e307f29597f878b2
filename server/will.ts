import { encodePublish } from "#core/mqtt/encode.ts";
import { PUBLISH, type QoS, type Will as WillField } from "#core/mqtt/packets.ts";
import { Message } from "./message.ts";
import { viewOfFrame } from "./publish-frame.ts";
import type { Session } from "./session.ts";
import { Timer } from "./timer-wheel.ts";

/** What a client leaves to be published should its connection end without a DISCONNECT: that PUBLISH, encoded. */
export interface Will {
  readonly topic: string;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly delaySeconds: number;
  readonly frame: Buffer;
}

/** The will of a CONNECT. */
export function makeWill(field: WillField): Will {
  const { topic, payload, qos, retain } = field;
  const { willDelayInterval = 0, ...properties } = field.properties;
  const packetId = qos === 0 ? 0 : 1;
  const frame = encodePublish({ type: PUBLISH, dup: false, qos, retain, topic, packetId, payload, properties }, 5);
  return { topic, qos, retain, delaySeconds: willDelayInterval, frame };
}

/**
 * A will as it was kept.
 * @throws ProtocolError when the frame is no PUBLISH
 */
export function willFromFrame(frame: Buffer, delaySeconds: number): Will {
  const { topic, qos, retain } = viewOfFrame(frame);
  return { topic, qos, retain, delaySeconds, frame };
}

/** As `releaseWill`, for a connection that ended this long ago. */
export function releaseWillAfter(session: Session, awaySeconds: number): void {
  const { will } = session;
  if (will === undefined) return;
  if (will.delaySeconds <= awaySeconds || session.expirySeconds === 0) publishWill(session);
  else schedule(session, will.delaySeconds - awaySeconds);
}

/**
 * The connection ended and its will stands: publishes it now, or once the delay has passed, or when the session ends,
 * whichever comes first [MQTT-3.1.3-9] [MQTT-3.1.2-8].
 */
export function releaseWill(session: Session): void {
  const { will } = session;
  if (will === undefined) return;
  if (will.delaySeconds === 0 || session.expirySeconds === 0) {
    publishWill(session);
    return;
  }
  schedule(session, will.delaySeconds);
}

function schedule(session: Session, seconds: number): void {
  session.willTimer ??= new Timer<Session>(session, publishWill);
  session.tenant.broker.wheel.schedule(session.willTimer, seconds);
}

/** The client is back in time, or took its will away. */
export function cancelWill(session: Session): void {
  session.will = undefined; // [MQTT-3.1.2-10]
  session.journal?.session(session);
  if (session.willTimer !== undefined) session.tenant.broker.wheel.cancel(session.willTimer);
}

/** Publishes the will, if there still is one, with the rights the client has now. */
export function publishWill(session: Session): void {
  const { will, tenant } = session;
  // A delayed will of a persistent session waits on in Postgres: the delay goes on while the broker is away.
  if (tenant.broker.draining && will !== undefined && will.delaySeconds > 0 && session.journal !== undefined) return;
  cancelWill(session);
  if (will === undefined || tenant.broker.draining) return;
  if (!session.rights.mayPublish(will.topic, will.qos, will.retain)) {
    tenant.denyWill(session, will);
    return;
  }
  const view = viewOfFrame(will.frame);
  const message = Message.fromView(view, view.topic, tenant.broker.clock);
  if (message.retain && !tenant.retained.hasRoomFor(message)) {
    session.dropped("retainedQuota", message.topic);
    tenant.traces.wantNext(session);
  }
  tenant.publish(message, session);
}
