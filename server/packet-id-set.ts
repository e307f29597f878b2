// HOT: once per QoS 2 PUBLISH and PUBREL received.

const SLOTS_MIN = 16;
/** Shared by all sets that never held anything, which is nearly all. */
const NONE = new Uint16Array(0);

/**
 * A set of packet identifiers: open addressing in an array of 16-bit integers, 0 for a free slot. It leaves no garbage
 * behind, unlike a Set that sees an insertion and a deletion per message (see Inflight).
 */
export class PacketIdSet {
  size = 0;
  #slots = NONE;

  has(packetId: number): boolean {
    return this.size > 0 && this.#slots[this.#find(packetId)] === packetId;
  }

  add(packetId: number): void {
    if (this.has(packetId)) return;
    if ((this.size + 1) * 2 > this.#slots.length) this.#grow();
    this.#slots[this.#find(packetId)] = packetId;
    this.size++;
  }

  delete(packetId: number): boolean {
    if (!this.has(packetId)) return false;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let hole = this.#find(packetId);
    // Whoever was pushed on by the one that goes moves back, so that no search ends too early.
    for (let at = (hole + 1) & mask; slots[at] !== 0; at = (at + 1) & mask) {
      const home = (slots[at] as number) & mask;
      if (((at - home) & mask) < ((at - hole) & mask)) continue;
      slots[hole] = slots[at] as number;
      hole = at;
    }
    slots[hole] = 0;
    this.size--;
    return true;
  }

  /** The identifier's slot, or the free one where it would go. */
  #find(packetId: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let at = packetId & mask;
    while (slots[at] !== 0 && slots[at] !== packetId) at = (at + 1) & mask;
    return at;
  }

  #grow(): void {
    const former = this.#slots;
    this.#slots = new Uint16Array(Math.max(former.length * 2, SLOTS_MIN));
    for (const packetId of former) if (packetId !== 0) this.#slots[this.#find(packetId)] = packetId;
  }
}
