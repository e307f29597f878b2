import type { ServerResponse } from "node:http";
import type { TopicViewers } from "../live-topics/topic-viewers.ts";
import type { Tenant } from "../tenant.ts";

export interface ViewerWanted {
  readonly tenantId: string;
  /** Begins with who it is, up to the last colon. */
  readonly viewer: string;
}

/** While so much waits for a viewer, it is told nothing more, and later all that changed at once. */
const WAITING_BYTES_MAX = 256 * 1024;
const HEARTBEAT_SECONDS = 15;

/** The open `text/event-stream` answers that tell of live topics. */
export class TopicStreams {
  readonly #viewers: TopicViewers;
  readonly #known: (tenantId: string) => Promise<Tenant | undefined>;
  readonly #open = new Set<ServerResponse>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(viewers: TopicViewers, known: (tenantId: string) => Promise<Tenant | undefined>) {
    this.#viewers = viewers;
    this.#known = known;
    this.#heartbeat = setInterval(() => {
      for (const response of this.#open) {
        // Whoever still has not read is cut, and comes back if anybody is there: for nobody, nothing is counted.
        if (response.writableLength >= WAITING_BYTES_MAX) response.destroy();
        else if (!response.writableEnded) response.write(":\n\n");
      }
    }, HEARTBEAT_SECONDS * 1000);
    this.#heartbeat.unref();
  }

  /**
   * Answers with a stream of frames; the viewer is there until the stream ends.
   * @returns why not, when it does not
   */
  async open(response: ServerResponse, wanted: ViewerWanted): Promise<"unknownTenant" | "tooMany" | undefined> {
    const tenant = await this.#known(wanted.tenantId);
    if (tenant === undefined) return "unknownTenant";
    if (this.#viewers.full) return "tooMany";
    if (response.destroyed) return undefined;
    const topics = this.#viewers.begin(tenant);
    const viewer = topics.open(wanted.viewer, {
      get ready() {
        return !response.writableEnded && response.writableLength < WAITING_BYTES_MAX;
      },
      send(frame) {
        if (!response.headersSent) {
          const headers = { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" };
          response.writeHead(200, headers);
        }
        response.write(`data: ${JSON.stringify(frame)}\n\n`);
      },
      end: () => response.end(),
    });
    if (viewer === undefined) return "tooMany";
    this.#open.add(response);
    response.on("close", () => {
      this.#open.delete(response);
      topics.leave(viewer);
    });
    return undefined;
  }

  close(): void {
    clearInterval(this.#heartbeat);
    this.#viewers.close();
  }
}
