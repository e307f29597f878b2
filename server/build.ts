import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildConsole } from "./console/build.ts";
import { StartError } from "./start-error.ts";

/** `npm run build`: what the first start does about the console, done ahead of it, as for a container image. */
try {
  await buildConsole({
    logFile: join(tmpdir(), "hato-console-build.log"),
    progress: (line) => process.stderr.write(`hato: ${line}\n`),
    signal: new AbortController().signal,
  });
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`hato: ${error.message}\n`);
  process.exit(1);
}
