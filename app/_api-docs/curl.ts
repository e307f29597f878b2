import { EXAMPLE_PARAMS } from "../_api/examples/ids.ts";
import type { AnyOperation } from "../_api/operation.ts";
import { versionTag } from "../_api/request-input.ts";

/** A request as one types it in a shell, with the key in a variable so that it stays out of the history. */
export function curl(operation: AnyOperation, baseUrl: string): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => EXAMPLE_PARAMS[name] ?? name);
  const query = new URLSearchParams(operation.example.query).toString();
  const url = `${baseUrl}/api/v1${path}${query === "" ? "" : `?${query}`}`;
  const quotedUrl = query === "" ? url : `'${url}'`;
  const lines = [`curl ${operation.method === "GET" ? "" : `-X ${operation.method} `}${quotedUrl}`];
  lines.push('-H "Authorization: Bearer $HATO_API_KEY"');
  if (operation.ifMatch === true) lines.push(`-H 'If-Match: ${versionTag(1)}'`);
  if (operation.body !== undefined) {
    lines.push("-H 'Content-Type: application/json'");
    lines.push(`-d '${bodyText(operation.example.body)}'`);
  }
  return lines.join(" \\\n  ");
}

/** One field on the line, several under each other. */
function bodyText(body: unknown): string {
  const short = JSON.stringify(body);
  return short.length <= 40 ? short : JSON.stringify(body, null, 2).replaceAll("\n", "\n  ");
}
