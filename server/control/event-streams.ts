import type { ServerResponse } from "node:http";
import type { StatusResponse } from "#core/control.ts";
import type { Events } from "../events.ts";

/** The events of a tenant; undefined when there is no such tenant. */
export type FindEvents = (tenantId: string) => Promise<Pick<Events, "subscribe"> | undefined>;

export interface EventsWanted {
  readonly tenantId: string;
  readonly deviceId?: string | undefined;
  readonly after?: number | undefined;
}

const STREAMS_MAX = 1_000;
/** Of one tenant, lest its members take all of them from the others. */
const STREAMS_PER_TENANT_MAX = 100;
/** Bytes that may wait for one listener; a slower one is cut, and comes back with the last id it saw. */
const WAITING_BYTES_MAX = 1024 * 1024;
/** Proxies close a stream that says nothing. */
const HEARTBEAT_SECONDS = 15;
/** How often it is looked whether the status changed. */
const WATCH_MS = 500;

/** The open `text/event-stream` answers of the control port. */
export class EventStreams {
  readonly #status: () => StatusResponse;
  readonly #find: FindEvents;
  /** The status told last. */
  #told: string;
  readonly #watch: NodeJS.Timeout;
  readonly #open = new Set<ServerResponse>();
  /** By tenant: open, and about to be. */
  readonly #counts = new Map<string, number>();
  #count = 0;
  readonly #heartbeat: NodeJS.Timeout;

  /** @param status told to each listener at first and when it changes */
  constructor(status: () => StatusResponse, find: FindEvents) {
    this.#status = status;
    this.#find = find;
    this.#told = JSON.stringify(status());
    this.#watch = setInterval(() => this.#tellStatus(), WATCH_MS);
    this.#watch.unref();
    this.#heartbeat = setInterval(() => {
      for (const response of this.#open) this.#write(response, ":\n\n");
    }, HEARTBEAT_SECONDS * 1000);
    this.#heartbeat.unref();
  }

  /**
   * Answers with a stream of events, each with its sequence number as id.
   * @returns why not, when it does not
   */
  async open(response: ServerResponse, wanted: EventsWanted): Promise<"unknownTenant" | "tooMany" | undefined> {
    const { tenantId } = wanted;
    const ofTenant = this.#counts.get(tenantId) ?? 0;
    if (this.#count >= STREAMS_MAX || ofTenant >= STREAMS_PER_TENANT_MAX) return "tooMany";
    this.#count++;
    this.#counts.set(tenantId, ofTenant + 1);
    response.once("close", () => this.#release(tenantId));
    const events = await this.#find(tenantId);
    if (events === undefined) return "unknownTenant";
    if (response.destroyed) return undefined;
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" });
    // The headers leave at once, so that the listener knows it is heard before anything happens.
    this.#write(response, `:\n\n${statusFrame(JSON.stringify(this.#status()))}`);
    this.#open.add(response);
    // What the ring held comes at once and is bounded by the ring; only what follows can come too fast.
    let catchingUp = true;
    const unsubscribe = events.subscribe((event) => {
      const text = `id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`;
      if (catchingUp) response.write(text);
      else this.#write(response, text);
    }, wanted);
    catchingUp = false;
    response.on("close", () => {
      unsubscribe();
      this.#open.delete(response);
    });
    return undefined;
  }

  close(): void {
    clearInterval(this.#heartbeat);
    clearInterval(this.#watch);
    for (const response of this.#open) response.end();
  }

  #tellStatus(): void {
    const status = JSON.stringify(this.#status());
    if (status === this.#told) return;
    this.#told = status;
    for (const response of this.#open) this.#write(response, statusFrame(status));
  }

  #release(tenantId: string): void {
    this.#count--;
    const left = (this.#counts.get(tenantId) ?? 1) - 1;
    if (left === 0) this.#counts.delete(tenantId);
    else this.#counts.set(tenantId, left);
  }

  #write(response: ServerResponse, text: string): void {
    if (response.destroyed || response.writableEnded) return;
    if (response.writableLength > WAITING_BYTES_MAX) response.destroy();
    else response.write(text);
  }
}

function statusFrame(status: string): string {
  return `event: store\ndata: ${status}\n\n`;
}
