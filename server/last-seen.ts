import type { Database } from "#db/client.ts";
import { type Sighting, writeSightings } from "#db/queries/last-seen.ts";
import type { Admission } from "./identity.ts";
import type { Log } from "./log.ts";
import type { Session } from "./session.ts";

const FLUSH_SECONDS = 5;
/** Devices remembered between two writes; beyond it new ones are forgotten until the next write. */
const WAITING_MAX = 50_000;
const BATCH = 1_000;

/**
 * When devices were last seen, written some seconds late and many at once: a thousand devices that reconnect cost one
 * statement, and none of them waits for it. A sighting that the database does not take is lost; the next one mends it.
 */
export class LastSeen {
  readonly #sql: Database["sql"];
  readonly #log: Log;
  #waiting = new Map<string, Sighting>();
  readonly #timer: NodeJS.Timeout;
  #flushing: Promise<void> | undefined;

  constructor(sql: Database["sql"], log: Log) {
    this.#sql = sql;
    this.#log = log;
    this.#timer = setInterval(() => void this.flush(), FLUSH_SECONDS * 1000);
    this.#timer.unref();
  }

  /** A device was let in. */
  readonly onAdmitted = ({ tenantId, deviceId, credentialId }: Admission, address: string): void => {
    if (deviceId !== undefined) this.#note({ tenantId, deviceId, credentialId, address, at: new Date() });
  };

  /** A connection ended: until then its device was there. */
  readonly onDisconnected = ({ tenant, principalId, origin }: Session): void => {
    const { deviceId, address } = origin;
    // A person in the browser who acts as the device is not the device.
    if (deviceId === undefined || deviceId !== principalId) return;
    this.#note({ tenantId: tenant.id, deviceId, credentialId: undefined, address, at: new Date() });
  };

  /** Writes what waits; one write at a time. */
  flush(): Promise<void> {
    this.#flushing ??= this.#write().finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  /** Writes the last of it. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#flushing;
    await this.flush();
  }

  #note(sighting: Sighting): void {
    const earlier = this.#waiting.get(sighting.deviceId);
    if (earlier === undefined && this.#waiting.size >= WAITING_MAX) return;
    const credentialId = sighting.credentialId ?? earlier?.credentialId;
    this.#waiting.set(sighting.deviceId, { ...sighting, credentialId });
  }

  async #write(): Promise<void> {
    const sightings = [...this.#waiting.values()];
    this.#waiting = new Map();
    try {
      for (let i = 0; i < sightings.length; i += BATCH) {
        await writeSightings(this.#sql, sightings.slice(i, i + BATCH));
      }
    } catch (error) {
      this.#log("warn", "could not note when devices were seen", { devices: sightings.length, error: String(error) });
    }
  }
}
