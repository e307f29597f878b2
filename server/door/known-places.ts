/** Places remembered of one device: it may move between a few. */
const PLACES_MAX = 4;

/**
 * From which addresses devices have come in. Only who was let in is entered here, so a stranger cannot push anybody out;
 * a tenant with many devices can push out its own alone: when there is no room, the tenant that takes most of it gives.
 */
export class KnownPlaces {
  readonly #max: number;
  readonly #byTenant = new Map<string, Map<string, string[]>>();
  /** Devices in all. */
  #size = 0;

  /** @param max devices remembered */
  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#size;
  }

  knows(tenantSlug: string, deviceName: string, place: string): boolean {
    return this.#byTenant.get(tenantSlug)?.get(deviceName)?.includes(place) === true;
  }

  note(tenantSlug: string, deviceName: string, place: string): void {
    let devices = this.#byTenant.get(tenantSlug);
    if (devices === undefined) {
      devices = new Map();
      this.#byTenant.set(tenantSlug, devices);
    }
    const places = devices.get(deviceName);
    if (places?.at(-1) === place) return;
    const others = places?.filter((one) => one !== place) ?? [];
    // To the end: the first of the map came in longest ago.
    devices.delete(deviceName);
    devices.set(deviceName, [...others.slice(1 - PLACES_MAX), place]);
    if (places === undefined && ++this.#size > this.#max) this.#makeRoom();
  }

  /** Takes a sixteenth from the largest tenant: looking for it costs more than the taking. */
  #makeRoom(): void {
    let largest = new Map<string, string[]>();
    for (const devices of this.#byTenant.values()) if (devices.size > largest.size) largest = devices;
    let left = Math.max(1, largest.size >> 4);
    for (const name of largest.keys()) {
      if (left-- === 0) return;
      largest.delete(name);
      this.#size--;
    }
  }
}
