import { ApiError } from "../_services/errors.ts";
import { invalidRequest } from "./validation.ts";

/** Enough for what most requests say; one that takes a file names a bound of its own. */
export const BODY_BYTES_MAX = 64 * 1_024;

/**
 * The request's JSON, whatever its content type says; an empty body is an object without fields.
 * @throws ApiError too_large, or invalid_request saying where the JSON breaks
 */
export async function readJson(request: Request, bytesMax: number = BODY_BYTES_MAX): Promise<unknown> {
  const text = await readText(request, bytesMax);
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text, refuseProto);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    const reason = error instanceof Error ? error.message : "unknown";
    throw new ApiError("invalid_request", `The body is not valid JSON: ${reason}`, { cause: error });
  }
}

/** No field of ours is called so; zod would leave it out without a word. */
function refuseProto(name: string, value: unknown): unknown {
  if (name !== "__proto__") return value;
  throw invalidRequest([{ path: [name], code: "unknown_field", message: "is not a known field" }]);
}

async function readText(request: Request, bytesMax: number): Promise<string> {
  const tooLarge = () => new ApiError("too_large", `The body is larger than ${bytesMax} bytes.`);
  // Chunked bodies say no length, and a length may lie: what arrives is counted as well.
  if (Number(request.headers.get("content-length")) > bytesMax) throw tooLarge();
  if (request.body === null) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw tooLarge();
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    throw new ApiError("invalid_request", "The body is not valid UTF-8.", { cause: error });
  }
}

/** @throws ApiError when a parameter is given twice: which of the two was meant? */
export function readQuery(url: URL): Record<string, string> {
  const names = [...url.searchParams.keys()];
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  if (repeated.length > 0) {
    throw invalidRequest(
      [...new Set(repeated)].map((name) => ({ path: [name], code: "repeated", message: "is given more than once" })),
    );
  }
  return Object.fromEntries(url.searchParams);
}

export function versionTag(version: number): string {
  return `"${version}"`;
}

/**
 * The version in `If-Match`; undefined when the header is absent or `*`.
 * @throws ApiError when it is no ETag of ours
 */
export function readIfMatch(headers: Headers): number | undefined {
  const given = headers.get("if-match")?.trim();
  if (given === undefined || given === "*") return undefined;
  const version = /^"(\d{1,9})"$/.exec(given)?.[1];
  if (version !== undefined) return Number(version);
  throw invalidRequest([
    { path: ["If-Match"], code: "invalid_etag", message: 'must be one ETag as it was given, such as "3", or *' },
  ]);
}
