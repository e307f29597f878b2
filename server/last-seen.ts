import type { Database } from "#db/client.ts";
import { type CredentialUse, type Sighting, writeCredentialUses, writeSightings } from "#db/queries/last-seen.ts";
import type { Admission } from "./identity.ts";
import type { Log } from "./log.ts";
import type { Session } from "./session.ts";

const FLUSH_SECONDS = 5;
/** Devices remembered between two writes, and as many credentials; beyond it new ones are forgotten until the next write. */
const WAITING_MAX = 50_000;
const BATCH = 1_000;

/**
 * When devices were last seen and credentials last used, written some seconds late and many at once: a thousand devices
 * that reconnect cost two statements, and none of them waits for it. What the database does not take is lost; the next
 * sighting mends it.
 */
export class LastSeen {
  readonly #sql: Database["sql"];
  readonly #log: Log;
  #sightings = new Map<string, Sighting>();
  #uses = new Map<string, CredentialUse>();
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
    if (deviceId === undefined) return;
    const at = new Date();
    note(this.#sightings, deviceId, { tenantId, deviceId, address, at });
    if (credentialId !== undefined) note(this.#uses, credentialId, { tenantId, credentialId, address, at });
  };

  /** A connection ended: until then its device was there. */
  readonly onDisconnected = ({ tenant, principalId, origin }: Session): void => {
    const { deviceId, address } = origin;
    // A person in the browser who acts as the device is not the device.
    if (deviceId === undefined || deviceId !== principalId) return;
    note(this.#sightings, deviceId, { tenantId: tenant.id, deviceId, address, at: new Date() });
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

  async #write(): Promise<void> {
    const [sightings, uses] = [[...this.#sightings.values()], [...this.#uses.values()]];
    this.#sightings = new Map();
    this.#uses = new Map();
    try {
      for (const batch of batches(sightings)) await writeSightings(this.#sql, batch);
      for (const batch of batches(uses)) await writeCredentialUses(this.#sql, batch);
    } catch (error) {
      this.#log("warn", "could not note when devices were seen", { devices: sightings.length, error: String(error) });
    }
  }
}

function note<Noted>(waiting: Map<string, Noted>, key: string, noted: Noted): void {
  if (waiting.has(key) || waiting.size < WAITING_MAX) waiting.set(key, noted);
}

function* batches<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let i = 0; i < rows.length; i += BATCH) yield rows.slice(i, i + BATCH);
}
