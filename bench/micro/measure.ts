/** Times one step in a loop: warm-up, then the best of several rounds, since a shared machine only ever adds time. */

const ROUNDS = 7;
const WARM_UP_MS = 300;
const ROUND_MS = 150;

/** Keeps results alive, so that the optimiser cannot leave the work out. */
let sink = 0;

/**
 * Prints nanoseconds per call.
 * @param step is given a running number and returns something of its result
 */
export function measure(name: string, step: (i: number) => number): number {
  let calls = 0;
  const warmUntil = performance.now() + WARM_UP_MS;
  while (performance.now() < warmUntil) for (let k = 0; k < 64; k++) sink ^= step(calls++);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const from = performance.now();
    let done = 0;
    let now = from;
    while (now - from < ROUND_MS) {
      for (let k = 0; k < 256; k++) sink ^= step(done++);
      now = performance.now();
    }
    best = Math.min(best, ((now - from) * 1e6) / done);
  }
  console.log(`${name.padEnd(72)} ${best.toFixed(best < 100 ? 1 : 0).padStart(9)} ns`);
  return best + (sink & 0);
}

/** Prints how long something done once took. */
export function measureOnce(name: string, run: () => void): void {
  const from = performance.now();
  run();
  console.log(`${name.padEnd(72)} ${(performance.now() - from).toFixed(1).padStart(9)} ms`);
}

/** Prints a heading, with what the numbers were taken on. */
export function heading(title: string): void {
  console.log(`\n${title} (Node ${process.version}, ${process.platform} ${process.arch})`);
}
