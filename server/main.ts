import { ConfigError, parseConfig } from "#core/config.ts";
import { type Hato, type Ready, start } from "./start.ts";
import { StartError } from "./start-error.ts";

/**
 * `node server/main.ts [--dev] [--without-console]`: from the environment to the ready line, and from a signal to
 * exit 0. stdout carries the ready line only.
 */

/** Ctrl-C under npm arrives twice, from the terminal and from npm; a person needs longer. */
const SAME_SIGNAL_MS = 1_000;
/** Whatever hangs by then is left to end with us. */
const STOP_SECONDS_MAX = 9;

const stopping = new AbortController();
let stoppedAt = 0;
let hato: Hato | undefined;

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void onSignal());

try {
  const config = parseConfig(process.env);
  hato = await start(config, {
    dev: flag("--dev"),
    withConsole: !flag("--without-console"),
    signal: stopping.signal,
    progress: (line) => process.stderr.write(`hato: ${line}\n`),
  });
  if (stopping.signal.aborted) await end();
  else announce(hato.ready, config.publicHost);
} catch (error) {
  if (stopping.signal.aborted) process.exit(0);
  process.stderr.write(`hato: ${explain(error)}\n`);
  process.exit(1);
}

/** The ready line for programs, and where to go next for people. */
function announce(ready: Ready, publicHost: string): void {
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  if (ready.console !== null) {
    process.stderr.write(`hato: ready; open http://${publicHost}:${ready.console}\n`);
  }
}

async function onSignal(): Promise<void> {
  if (stoppedAt !== 0) {
    if (Date.now() - stoppedAt > SAME_SIGNAL_MS) process.exit(1);
    return;
  }
  stoppedAt = Date.now();
  stopping.abort();
  // While starting, `start` sees the abort and puts away what it has begun.
  if (hato !== undefined) await end();
}

async function end(): Promise<void> {
  setTimeout(() => process.exit(1), STOP_SECONDS_MAX * 1000).unref();
  await hato?.stop();
  process.exit(0);
}

function flag(name: string): boolean {
  return process.argv.includes(name);
}

/** One line for what the operator can mend; the whole trace for what only we can. */
function explain(error: unknown): string {
  if (error instanceof StartError || error instanceof ConfigError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
