// HOT: once per QoS 1/2 delivery.

/** Packet identifiers are 16 bits and never 0. */
const PACKET_ID_MAX = 65_535;

/**
 * The next packet identifier not in use, going round [MQTT-2.2.1-3]. The window is far smaller than the range, so the
 * first candidate is almost always free.
 */
export function nextPacketId(last: number, inUse: ReadonlyMap<number, unknown>): number {
  let id = last;
  do {
    id = id === PACKET_ID_MAX ? 1 : id + 1;
  } while (inUse.has(id));
  return id;
}
