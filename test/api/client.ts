import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { type ErrorEnvelope, errorEnvelope } from "#app/_api/error-response.ts";
import { operations } from "#app/_api/operations.ts";

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;

const V1 = join(import.meta.dirname, "../../app/api/v1");

/** The file that Next serves a documented path with. */
export function routeFile(path: string): string {
  return join(V1, path.replace(/\{(\w+)\}/g, "[$1]"), "route.ts");
}

/** Which route file takes this path, and with which parameters: Next's rule, for the paths we have. */
function resolve(pathname: string): { file: string; params: Record<string, string> } {
  // What is written out comes before what is named.
  const paths = [...new Set(operations.map(({ path }) => path)), "/openapi.json"].sort(
    (a, b) => a.split("{").length - b.split("{").length,
  );
  for (const path of paths) {
    const match = new RegExp(`^/api/v1${path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`).exec(pathname);
    if (match === null) continue;
    const entries = Object.entries(match.groups ?? {}).map(([name, text]) => [name, decodeURIComponent(text)] as const);
    return { file: routeFile(path), params: Object.fromEntries(entries) };
  }
  return { file: join(V1, "[[...path]]", "route.ts"), params: {} };
}

export interface Ask {
  readonly key?: string | undefined;
  /** Sent as JSON; a string or bytes are sent as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body: any;
}

/** Calls the route handler of a path as Next would, with a real Request. Path is below /api/v1. */
export async function ask(method: string, path: string, { key, body, headers = {} }: Ask = {}): Promise<Told> {
  const url = new URL(`http://hato.test/api/v1${path}`);
  const { file, params } = resolve(url.pathname);
  if (!existsSync(file)) throw new Error(`There is no ${file}.`);
  const handlers = (await import(file)) as Record<string, Handler>;
  const handler = handlers[method];
  if (handler === undefined) throw new Error(`${file} exports no ${method}.`);
  const request = new Request(url, {
    method,
    headers: { ...(key === undefined ? {} : { authorization: `Bearer ${key}` }), ...headers },
    body: body === undefined || typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
  } as RequestInit);
  const response = await handler(request, { params: Promise.resolve(params) });
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
  if (isStream) await response.body?.cancel();
  const text = isStream ? "" : await response.text();
  const told = {
    status: response.status,
    headers: response.headers,
    text,
    body:
      text === "" || !/^application\/json(;|$)/.test(response.headers.get("content-type") ?? "")
        ? null
        : JSON.parse(text),
  };
  expectGoodManners(told);
  return told;
}

/** What every answer keeps to, whatever it says. */
function expectGoodManners({ status, headers, body }: Told): void {
  expect(headers.get("x-request-id")).toMatch(/^req_/);
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  if (status < 400 || body === null) return;
  const { error }: ErrorEnvelope = errorEnvelope.parse(body);
  expect(error.requestId).toBe(headers.get("x-request-id"));
  expect(JSON.stringify(error)).not.toMatch(/\bat .+:\d+:\d+|node_modules|select |insert /i);
}

/** An error's answer without what differs from request to request. */
export function comparable({ status, headers, text }: Told): string {
  const requestId = headers.get("x-request-id") ?? "";
  return JSON.stringify([status, [...headers], text]).replaceAll(requestId, "req_");
}
