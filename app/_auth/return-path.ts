/**
 * Where to go after signing in: a path of this console or the start page, never another site. Browsers read `//host`
 * and `/\host` as addresses of other hosts, skip tabs and line breaks, and resolve dots: `/.//host` is the path `//host`,
 * which a script that navigates to it reads as a host.
 */
export function returnPath(text: string | null | undefined): string {
  if (text === null || text === undefined || text.length > 500) return "/";
  if (!/^\/(?![/\\])[\u0021-\u007e]*$/.test(text)) return "/";
  return URL.parse(text, "http://console.invalid")?.pathname.startsWith("//") === false ? text : "/";
}
