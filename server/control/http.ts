import { createHash, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, isIP } from "node:net";
import { z } from "zod";
import type {
  Impact,
  ImpactRequest,
  PresenceRequest,
  PresenceResponse,
  StatusResponse,
  TokenTestRequest,
  TokenTestResponse,
  UsageRequest,
} from "#core/control.ts";
import { TOKEN_BYTES_MAX } from "#core/token.ts";
import type { UsageNow } from "#core/usage.ts";
import type { Log } from "../log.ts";
import { portError } from "../ports.ts";
import type { EventStreams } from "./event-streams.ts";
import type { Question } from "./question.ts";
import type { TopicStreams } from "./topic-streams.ts";

/** What the control port can do; core/control.ts has the words. */
export interface ControlOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Without it nothing under /v1 answers. */
  readonly token: string;
  /** Names, beside addresses and names without a dot, under which the port may be asked. */
  readonly hostNames: readonly string[];
  /** What is not ready, in words; empty when all is. */
  readonly notReady: () => Promise<readonly string[]>;
  /** Prometheus text. */
  readonly metrics: () => string;
  readonly status: () => StatusResponse;
  readonly presence: (request: PresenceRequest) => PresenceResponse;
  /** Null while nobody of the tenant has connected. */
  readonly usage: (request: UsageRequest) => UsageNow | null;
  readonly impact: (request: ImpactRequest) => Promise<Impact>;
  /** Returns how many connections it ended. */
  readonly disconnect: (tenantId: string, deviceId: string) => number;
  /** Undefined when there is no such tenant. */
  readonly testToken: (request: TokenTestRequest) => Promise<TokenTestResponse | undefined>;
  /** What else may be asked, by its path: POST with a JSON body. */
  readonly questions: ReadonlyMap<string, Question>;
  readonly eventStreams: EventStreams;
  readonly topicStreams: TopicStreams;
  readonly log: Log;
}

export interface ControlServer {
  readonly port: number;
  close(): Promise<void>;
}

const BODY_BYTES_MAX = 64 * 1024;
/** All the rules that a device may have, the longest. */
const IMPACT_BODY_BYTES_MAX = 4 * 1024 * 1024;
const PRESENCE_DEVICES_MAX = 1_000;

const presenceRequest = z.object({
  tenantId: z.string(),
  deviceIds: z.array(z.string()).max(PRESENCE_DEVICES_MAX).optional(),
});
const usageRequest = z.object({ tenantId: z.string() });
const disconnectRequest = z.object({ tenantId: z.string(), deviceId: z.string() });
const ruleLine = z.object({
  effect: z.enum(["allow", "deny"]),
  action: z.enum(["publish", "subscribe", "both"]),
  filter: z.string(),
  qosMax: z.literal([0, 1, 2]),
  retainAllowed: z.boolean(),
});
const rule = ruleLine.extend({ roleName: z.string(), position: z.int() });
const impactRequest = z.object({
  tenantId: z.string(),
  role: z.object({ id: z.string(), name: z.string(), rules: z.array(ruleLine) }).optional(),
  device: z.object({ id: z.string(), rules: z.array(rule) }).optional(),
});
const tokenTestRequest = z.object({ tenantId: z.string(), token: z.string().max(TOKEN_BYTES_MAX) });
const eventsRequest = z.object({
  tenantId: z.string(),
  deviceId: z.string().optional(),
  after: z.coerce.number().int().nonnegative().optional(),
});
const viewerRequest = z.object({ tenantId: z.string(), viewer: z.string().min(1).max(200) });

/** An answer that is not 200. */
class HttpRefusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Opens the control port: health and metrics for whoever reaches it, the rest for the console alone.
 * @throws StartError when the port cannot be had
 */
export async function openControl(options: ControlOptions): Promise<ControlServer> {
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    handle(request, response, options).catch((error: unknown) => {
      if (!(error instanceof HttpRefusal)) options.log("error", "control request failed", { error: String(error) });
      const refusal = error instanceof HttpRefusal ? error : new HttpRefusal(500, "internal error");
      if (response.headersSent) response.destroy();
      else send(response, refusal.status, { error: refusal.message });
    });
  });
  server.listen(options.port, options.host);
  await once(server, "listening").catch((cause) => {
    throw portError({ variable: "CONTROL_PORT", host: options.host, port: options.port }, cause);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      options.eventStreams.close();
      options.topicStreams.close();
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function handle(request: IncomingMessage, response: ServerResponse, options: ControlOptions): Promise<void> {
  requireKnownHost(request, options.hostNames);
  const url = new URL(request.url ?? "/", "http://control");
  const route = `${request.method === "HEAD" ? "GET" : request.method} ${url.pathname}`;
  switch (route) {
    case "GET /healthz":
      return send(response, 200, { status: "ok" });
    case "GET /readyz": {
      const notReady = await options.notReady();
      return send(response, notReady.length === 0 ? 200 : 503, { ready: notReady.length === 0, notReady });
    }
    case "GET /metrics":
      response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }).end(options.metrics());
      return;
  }
  if (!url.pathname.startsWith("/v1/")) throw new HttpRefusal(404, "no such route");
  requireToken(request, options.token);
  switch (route) {
    case "GET /v1/status":
      return send(response, 200, options.status());
    case "POST /v1/presence":
      return send(response, 200, options.presence(parse(presenceRequest, await readJson(request))));
    case "POST /v1/usage":
      return send(response, 200, { usage: options.usage(parse(usageRequest, await readJson(request))) });
    case "POST /v1/disconnect": {
      const { tenantId, deviceId } = parse(disconnectRequest, await readJson(request));
      return send(response, 200, { disconnected: options.disconnect(tenantId, deviceId) });
    }
    case "POST /v1/impact": {
      const body = await readJson(request, IMPACT_BODY_BYTES_MAX);
      return send(response, 200, await options.impact(parse(impactRequest, body)));
    }
    case "POST /v1/tokens/test": {
      const answer = await options.testToken(parse(tokenTestRequest, await readJson(request)));
      if (answer === undefined) throw new HttpRefusal(404, "no such tenant");
      return send(response, 200, answer);
    }
    case "GET /v1/events": {
      const lastEventId = request.headers["last-event-id"];
      const query = Object.fromEntries(url.searchParams);
      const wanted = parse(eventsRequest, lastEventId === undefined ? query : { ...query, after: lastEventId });
      const refusal = await options.eventStreams.open(response, wanted);
      if (refusal === "tooMany") throw new HttpRefusal(503, "too many event streams");
      if (refusal === "unknownTenant") throw new HttpRefusal(404, "no such tenant");
      return;
    }
    case "GET /v1/topics/stream": {
      const wanted = parse(viewerRequest, Object.fromEntries(url.searchParams));
      const refusal = await options.topicStreams.open(response, wanted);
      if (refusal === "tooMany") throw new HttpRefusal(429, "too many viewers");
      if (refusal === "unknownTenant") throw new HttpRefusal(404, "no such tenant");
      return;
    }
  }
  const question = request.method === "POST" ? options.questions.get(url.pathname) : undefined;
  if (question === undefined) throw new HttpRefusal(404, "no such route");
  const body = parse(question.schema, await readJson(request, question.bodyBytesMax));
  send(response, 200, await question.answer(body));
}

/**
 * A web page can make a browser ask this port under a name of its own (DNS rebinding), never under an address or a
 * name without a dot.
 */
function requireKnownHost(request: IncomingMessage, hostNames: readonly string[]): void {
  const host = URL.parse(`http://${request.headers.host ?? ""}`)?.hostname ?? "";
  const bare = host.replace(/^\[|\]$/g, "");
  if (host !== "" && (isIP(bare) !== 0 || !bare.includes(".") || hostNames.includes(bare))) return;
  throw new HttpRefusal(421, "this port is not asked under that name");
}

function requireToken(request: IncomingMessage, token: string): void {
  const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
  // Hashes have one length, which timingSafeEqual wants and which tells nothing.
  const digest = (text: string) => createHash("sha256").update(text).digest();
  if (!timingSafeEqual(digest(given), digest(token))) throw new HttpRefusal(401, "a control token is needed");
}

async function readJson(request: IncomingMessage, bytesMax: number = BODY_BYTES_MAX): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new HttpRefusal(413, `at most ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new HttpRefusal(400, "the body is not JSON");
  }
}

function parse<T>(shape: z.ZodType<T>, value: unknown): T {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new HttpRefusal(400, z.prettifyError(parsed.error));
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}
