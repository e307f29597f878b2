import type { ServerResponse } from "node:http";
import type { Events } from "../events.ts";

/** The events of a tenant; undefined when there is no such tenant. */
export type FindEvents = (tenantId: string) => Promise<Pick<Events, "subscribe"> | undefined>;

export interface EventsWanted {
  readonly tenantId: string;
  readonly deviceId?: string | undefined;
  readonly after?: number | undefined;
}

const STREAMS_MAX = 1_000;
/** Bytes that may wait for one listener; a slower one is cut, and comes back with the last id it saw. */
const WAITING_BYTES_MAX = 1024 * 1024;
/** Proxies close a stream that says nothing. */
const HEARTBEAT_SECONDS = 15;

/** The open `text/event-stream` answers of the control port. */
export class EventStreams {
  readonly #find: FindEvents;
  readonly #open = new Set<ServerResponse>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(find: FindEvents) {
    this.#find = find;
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
    if (this.#open.size >= STREAMS_MAX) return "tooMany";
    const events = await this.#find(wanted.tenantId);
    if (events === undefined) return "unknownTenant";
    if (response.destroyed) return undefined;
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" });
    // The headers leave at once, so that the listener knows it is heard before anything happens.
    this.#write(response, ":\n\n");
    this.#open.add(response);
    const unsubscribe = events.subscribe(
      (event) => this.#write(response, `id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`),
      wanted,
    );
    response.on("close", () => {
      unsubscribe();
      this.#open.delete(response);
    });
    return undefined;
  }

  close(): void {
    clearInterval(this.#heartbeat);
    for (const response of this.#open) response.end();
  }

  #write(response: ServerResponse, text: string): void {
    if (response.destroyed || response.writableEnded) return;
    if (response.writableLength > WAITING_BYTES_MAX) response.destroy();
    else response.write(text);
  }
}
