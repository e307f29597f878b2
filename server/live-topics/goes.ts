import { setTimeout as pause } from "node:timers/promises";

/** How long one go holds the event loop. */
export const GO_MS = 5;
/** For each millisecond of a go the broker has three for itself. */
const REST_SHARE = 3;

/** Long work for viewers, go by go, each followed by a rest: however many they are, they share one share of the time. */
export class Goes {
  #rested: Promise<void> = Promise.resolve();

  /** Does a go of the work when it is its turn. */
  take(go: () => void): Promise<void> {
    let spentMs = 0;
    const done = this.#rested.then(() => {
      const beganAt = performance.now();
      try {
        go();
      } finally {
        spentMs = performance.now() - beganAt;
      }
    });
    const rest = () => pause(spentMs * REST_SHARE, undefined, { ref: false });
    this.#rested = done.then(rest, rest);
    return done;
  }
}
