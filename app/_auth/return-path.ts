/**
 * Where to go after signing in: a path of this console or the start page, never another site. Browsers read `//host`
 * and `/\host` as addresses of other hosts, and skip tabs and line breaks.
 */
export function returnPath(text: string | null | undefined): string {
  if (text === null || text === undefined || text.length > 500) return "/";
  return /^\/(?![/\\])[\u0021-\u007e]*$/.test(text) ? text : "/";
}
