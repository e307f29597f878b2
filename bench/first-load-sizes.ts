import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";

/** The scripts that a browser must have before a page of the console works. */
export interface FirstLoad {
  /** As the address bar knows it: `/[tenant]/devices`. */
  readonly route: string;
  /** Below the build's folder. The polyfill for browsers without modules is not among them: no current one loads it. */
  readonly scripts: readonly string[];
  readonly gzipBytes: number;
}

/** Of every page of a built console; `directory` is the build's folder. */
export function firstLoads(directory: string): FirstLoad[] {
  const { rootMainFiles } = JSON.parse(readFileSync(join(directory, "build-manifest.json"), "utf8")) as {
    readonly rootMainFiles: readonly string[];
  };
  const sizes = new Map<string, number>();
  const sizeOf = (script: string) => {
    const size = sizes.get(script) ?? gzipSync(readFileSync(join(directory, script))).length;
    sizes.set(script, size);
    return size;
  };
  return globSync("server/app/**/page_client-reference-manifest.js", { cwd: directory })
    .map((file) => {
      const [page, entries] = readManifest(readFileSync(join(directory, file), "utf8"));
      const scripts = [...new Set([...rootMainFiles, ...entries])];
      return { route: routeOf(page), scripts, gzipBytes: scripts.reduce((sum, script) => sum + sizeOf(script), 0) };
    })
    .sort((one, other) => one.route.localeCompare(other.route));
}

/** The page that a manifest is of, and the scripts of its client components and of the layouts around it. */
function readManifest(text: string): [page: string, scripts: readonly string[]] {
  const context: { __RSC_MANIFEST?: Record<string, { readonly entryJSFiles: Record<string, readonly string[]> }> } = {};
  // A script that sets a property of the global object, as Next.js itself runs it.
  runInNewContext(text, Object.assign(context, { globalThis: context, self: context }));
  const [found] = Object.entries(context.__RSC_MANIFEST ?? {});
  if (found === undefined) throw new Error("a manifest without a page");
  const [page, { entryJSFiles }] = found;
  return [page, Object.values(entryJSFiles).flatMap((files) => files.map((file) => file.replace(/^\/?_next\//, "")))];
}

/** Groups in parentheses and the name of the file are no part of an address. */
function routeOf(page: string): string {
  return page.replace(/\/\([^)]+\)/g, "").replace(/\/page$/, "") || "/";
}
