import { z } from "zod";
import { newId } from "#core/ids.ts";
import { requirePermission } from "../_services/actor.ts";
import { authenticateApiKey } from "../_services/api-keys/authenticate.ts";
import { clientAddress } from "../_services/client-address.ts";
import { ApiError } from "../_services/errors.ts";
import { rateLimiter } from "../_services/rate-limit.ts";
import { errorResponse, standardHeaders } from "./error-response.ts";
import { type KeptAnswer, once, readIdempotencyKey } from "./idempotency.ts";
import type { Answer, AnyOperation } from "./operation.ts";
import { readIfMatch, readJson, readQuery } from "./request-input.ts";
import { parseInput } from "./validation.ts";

/**
 * The way of every request, in this order: request id → API key → rate → permission → query and body → use case →
 * answer. Whatever is thrown on the way meets the one catch in `serve`.
 */

const NO_QUERY = z.strictObject({});

/** Enough to set up a fleet without waiting, little enough that one key cannot take the console from the others. */
const perKey = rateLimiter("REST by API key", { burst: 1_000, perSecond: 200 });

interface RouteContext {
  readonly params: Promise<Readonly<Record<string, string>>>;
}
type Handler = (request: Request, context: RouteContext) => Promise<Response>;

type Handlers = Readonly<Record<"GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS", Handler>>;

/** Handlers of one path: the operations given, and a clear 405 for every other method. */
export function route(...operations: readonly AnyOperation[]): Handlers {
  return handlers(
    new Map(operations.map((one) => [one.method, (request, context) => serve(one, request, context)] as const)),
  );
}

/** Handlers of a path with one document that everybody may read. */
export function publicDocument(document: () => unknown): Handlers {
  const get: Handler = async () => {
    const headers = { ...standardHeaders(newId("request")), "cache-control": "public, max-age=300" };
    return Response.json(document(), { headers });
  };
  return handlers(new Map([["GET", get]]));
}

function handlers(byMethod: ReadonlyMap<string, Handler>): Handlers {
  const allow = [...byMethod.keys(), ...(byMethod.has("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
  const refuse = refuseMethod(allow);
  const get = byMethod.get("GET") ?? refuse;
  return {
    GET: get,
    POST: byMethod.get("POST") ?? refuse,
    PUT: refuse,
    PATCH: byMethod.get("PATCH") ?? refuse,
    DELETE: byMethod.get("DELETE") ?? refuse,
    HEAD: withoutBody(get),
    OPTIONS: tellMethods(allow),
  };
}

/** Handlers for paths that are none. */
export function noRoute(): Readonly<Record<keyof Handlers, () => Promise<Response>>> {
  const refuse = async () =>
    errorResponse(
      new ApiError("not_found", "There is no such path. /api/v1/openapi.json lists them all."),
      newId("request"),
    );
  return { GET: refuse, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse, HEAD: refuse, OPTIONS: refuse };
}

function withoutBody(handler: Handler): Handler {
  return async (request, context) => {
    const { status, headers, body } = await handler(request, context);
    await body?.cancel();
    return new Response(null, { status, headers });
  };
}

function tellMethods(allow: string): Handler {
  return async () => new Response(null, { status: 204, headers: { ...standardHeaders(newId("request")), allow } });
}

function refuseMethod(allow: string): Handler {
  return async (request) =>
    errorResponse(
      new ApiError("method_not_allowed", `${request.method} is not for this path; it takes ${allow}.`),
      newId("request"),
      { allow },
    );
}

async function serve(operation: AnyOperation, request: Request, context: RouteContext): Promise<Response> {
  const requestId = newId("request");
  try {
    const actor = await authenticateApiKey(request.headers.get("authorization"), clientAddress(request.headers));
    perKey.require(actor.id);
    requirePermission(actor, operation.permission);
    const url = new URL(request.url);
    const query = parseQuery(operation, url);
    const body = operation.body === undefined ? undefined : await readJson(request, operation.bodyBytesMax);
    const call = async () =>
      operation.run({
        actor,
        params: await context.params,
        query,
        body: operation.body === undefined ? undefined : parseInput(operation.body, body),
        expectedVersion: operation.ifMatch === true ? readIfMatch(request.headers) : undefined,
        signal: request.signal,
        lastEventId: request.headers.get("last-event-id") ?? undefined,
      });
    if (operation.method === "GET") return liveResponse(operation, await call(), requestId);
    const run = async (): Promise<KeptAnswer> => keptAnswer(operation, await call());
    const key = operation.method === "POST" ? readIdempotencyKey(request.headers) : undefined;
    const answer =
      key === undefined
        ? await run()
        : await once(actor, key, [operation.id, url.pathname, url.search, JSON.stringify(body ?? null)], run);
    const { status, headers } = answer;
    return new Response(answer.body, { status, headers: { ...standardHeaders(requestId), ...headers } });
  } catch (error) {
    return errorResponse(error, requestId);
  }
}

/** Parameters that an operation does not know are refused too: a misspelt filter must not answer with everything. */
function parseQuery(operation: AnyOperation, url: URL): unknown {
  const given = readQuery(url);
  return parseInput(operation.query ?? NO_QUERY, given);
}

function liveResponse(operation: AnyOperation, answer: Answer<unknown>, requestId: string): Response {
  const { status, headers, body } = keptAnswer(operation, answer);
  return new Response(answer.stream ?? body, { status, headers: { ...standardHeaders(requestId), ...headers } });
}

function keptAnswer({ success }: AnyOperation, { headers, body, text }: Answer<unknown>): KeptAnswer {
  const { status, schema, contentType } = success;
  if (contentType !== undefined) {
    const type = typeof contentType === "string" ? contentType : (contentType[0] ?? "text/plain");
    return { status, headers: { "content-type": type, ...headers }, body: text ?? "" };
  }
  if (schema === undefined) return { status, headers: { ...headers }, body: null };
  // In production the answer is trusted; everywhere else a field too many or too few is our mistake, and loud.
  if (process.env.NODE_ENV !== "production") schema.parse(body);
  return { status, headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
}
