import { UNSPECIFIED_ERROR } from "#core/mqtt/reason-codes.ts";
import { giveUp } from "../packets/give-up.ts";
import type { Session } from "../session.ts";
import type { Gate } from "./gate.ts";
import type { Journal } from "./journal.ts";
import { rereadRetained } from "./reread-retained.ts";
import type { StoredDelivery } from "./stored-delivery.ts";
import type { Unit } from "./units.ts";

const REASON = "the database does not store this";

/** Postgres will never have this unit: whoever waits for it is told, nobody is told that it is stored. */
export function refuseUnit(unit: Unit, journal: Journal): void {
  const { gate, session, topic, tenant, gathered } = unit;
  if (gate !== undefined) {
    refuseDeliveries(gathered.deliveries, gate, journal);
    refusePublish(gate, journal);
  } else if (topic !== undefined) {
    const gates = gathered.retainedGates.get(tenant)?.get(topic) ?? [];
    for (const waiting of gates) {
      waiting.publisher?.dropped("storeRefused", topic);
      refusePublish(waiting, journal);
    }
    if (gates.length === 0) tenant.counters.dropped.storeRefused++;
    void rereadRetained(tenant, topic, journal);
  } else if (session !== undefined) {
    const { connection } = tenant.sessions.find(session.key) ?? session;
    if (connection !== undefined) giveUp(connection, UNSPECIFIED_ERROR, REASON);
  }
}

/** New deliveries of one message. What its receiver was sent already is its receiver's; the rest is never sent. */
function refuseDeliveries(deliveries: readonly StoredDelivery[], gate: Gate, journal: Journal): void {
  gate.refusal = UNSPECIFIED_ERROR;
  const topic = deliveries[0]?.message.topic ?? "";
  gate.publisher?.dropped("storeRefused", topic);
  for (const delivery of deliveries) {
    delivery.dirty = false;
    if (delivery.over) continue;
    delivery.over = true;
    journal.settle(delivery);
    delivery.trace?.dropped(delivery.session, "storeRefused", topic);
    if (gate.publisher === undefined) delivery.session.dropped("storeRefused", topic);
    if (!delivery.sent) takeOut(delivery.session, delivery);
  }
}

function takeOut(session: Session, delivery: StoredDelivery): void {
  if (delivery.packetId === 0) session.queue.removeIf((queued) => queued === delivery);
  else if (session.inflight.get(delivery.packetId) === delivery) session.inflight.delete(delivery.packetId);
  session.unsent = session.unsent.filter((unsent) => unsent !== delivery);
  session.pump();
}

/** The publisher's acknowledgement says no, in its turn; before 5.0 only the end of the connection does [MQTT-3.3.5-2]. */
function refusePublish(gate: Gate, journal: Journal): void {
  gate.refusal = UNSPECIFIED_ERROR;
  const { publisher, waiter, packetId, qos } = gate;
  if (publisher === undefined || waiter === undefined) return;
  if (qos === 2 && publisher.incomingQos2.delete(packetId)) {
    // Its identifier is free again [MQTT-4.3.3-9].
    if (publisher.journal !== undefined) journal.incoming(publisher, packetId);
    const { connection } = publisher;
    if (connection === waiter) waiter.unreleased = Math.max(0, waiter.unreleased - 1);
    // On another connection since: there the answer to its repetition would say yes.
    else if (connection !== undefined) giveUp(connection, UNSPECIFIED_ERROR, REASON);
  }
  waiter.touch();
}
