import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The checkout: where package.json and app/ are. */
export const ROOT = dirname(dirname(import.meta.dirname));
/** The command line of Next.js, run with Node itself so that no shell stands between. */
export const NEXT = join(dirname(createRequire(import.meta.url).resolve("next/package.json")), "dist", "bin", "next");
