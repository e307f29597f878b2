import { dirname, join } from "node:path";
import { firstLoads } from "./first-load-sizes.ts";

/** `npm run bench:first-load`: what each page of the built console costs a browser that has nothing yet. */

const directory = join(dirname(import.meta.dirname), process.env.NEXT_DIST_DIR ?? ".next");
for (const { route, gzipBytes } of firstLoads(directory)) {
  console.log(`${(gzipBytes / 1_000).toFixed(1).padStart(7)} kB  ${route}`);
}
