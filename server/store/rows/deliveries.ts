import { RELEASED } from "../../delivery.ts";
import type { Message } from "../../message.ts";
import type { Session } from "../../session.ts";
import { type Batch, DeliveryInserts, NULL_TEXT } from "../batch.ts";
import { firstStoredSeq } from "../session-rows.ts";
import type { StoredDelivery } from "../stored-delivery.ts";

/** New rows. A message that several of them name stands in `messages` once. */
export function insertDeliveries(
  batch: Batch,
  inserts: readonly StoredDelivery[],
  numbers: { nextNumber(): number },
): void {
  const rows = new DeliveryInserts();
  const shared = { tenants: [] as number[], ids: [] as number[], bodies: [] as Buffer[] };
  const withShares = inserts.some(({ group }) => group !== undefined);
  const withIdentifiers = inserts.some(({ identifiers }) => identifiers !== undefined);
  let start = 1;
  for (const delivery of inserts) {
    const { session, seq, message, gate, qos, retain, packetId, state } = delivery;
    const tenant = batch.tenant(session.tenant.id);
    const released = state === RELEASED;
    delivery.rowPacketId = packetId;
    delivery.rowReleased = released;
    if (gate.rows > 1 && gate.messageId === 0) {
      gate.messageId = numbers.nextNumber();
      shared.tenants.push(tenant);
      shared.ids.push(gate.messageId);
      shared.bodies.push(bodyOf(message));
    }
    rows.count++;
    rows.tenants.push(tenant);
    rows.sessionIds.push(session.storeId);
    rows.seqs.push(seq);
    rows.packetIds.push(packetId);
    rows.flags.push((released ? 1 : 0) | (retain ? 2 : 0) | (qos << 2) | (message.qos << 4));
    rows.bytes.push(message.bytes);
    rows.expiresAtMs.push(Math.ceil(message.expiresAtMs));
    rows.topicBytes.push(message.topicBytes.length);
    rows.propertiesBytes.push(message.passedProperties.length);
    rows.starts.push(start);
    if (gate.messageId === 0) {
      rows.messageIds.push("NULL");
      rows.bodies.push(message.topicBytes, message.passedProperties, message.payload);
      start += message.bytes;
    } else rows.messageIds.push(gate.messageId);
    if (withShares) rows.shares.push(delivery.group === undefined ? NULL_TEXT : `$share/${delivery.group.key}`);
    if (withIdentifiers) rows.identifiers.push(delivery.identifiers?.join(",") ?? NULL_TEXT);
  }
  batch.insertMessages(shared.tenants, shared.ids, shared.bodies);
  batch.insertDeliveries(rows);
  // A row in `messages` is named by this batch's deliveries only: once they are gone it is swept.
  for (const { gate } of inserts) {
    gate.rows = 0;
    gate.messageId = 0;
  }
}

function bodyOf({ topicBytes, passedProperties, payload }: Message): Buffer {
  return Buffer.concat([topicBytes, passedProperties, payload]);
}

/** Rows whose packet identifier or state is another now. */
export function updateDeliveries(batch: Batch, updates: readonly StoredDelivery[]): void {
  batch.updateDeliveries({
    tenants: updates.map(({ session }) => batch.tenant(session.tenant.id)),
    sessionIds: updates.map(({ session }) => session.storeId),
    seqs: updates.map(({ seq }) => seq),
    packetIds: updates.map(({ packetId }) => packetId),
    released: updates.map(({ state }) => (state === RELEASED ? 1 : 0)),
  });
}

/** Rows that go. @param overs numbers of each session's queue */
export function deleteDeliveries(batch: Batch, overs: ReadonlyMap<Session, number[]>): void {
  batch.deleteDeliveries([...overs].flatMap(([session, seqs]) => rangesOf(batch, session, seqs)));
}

/**
 * The rows to delete, as few ranges: clients acknowledge in order, so that mostly everything before the first delivery
 * still alive goes at once.
 */
function rangesOf(batch: Batch, session: Session, seqs: number[]) {
  const tenant = batch.tenant(session.tenant.id);
  const sessionId = session.storeId;
  seqs.sort((a, b) => a - b);
  const alive = firstStoredSeq(session);
  const low = seqs[0] as number;
  let end = 0;
  while (end < seqs.length && (seqs[end] as number) < alive) end++;
  const points = seqs.slice(end).map((seq) => ({ tenant, sessionId, low: seq, high: seq }));
  return end === 0 ? points : [{ tenant, sessionId, low, high: seqs[end - 1] as number }, ...points];
}
